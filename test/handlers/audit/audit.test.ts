// `audit`, `audit verify` and `audit export` on a real log.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audit } from '../../../src/handlers/audit/audit.js';
import { auditExport } from '../../../src/handlers/audit/audit-export.js';
import { auditVerify } from '../../../src/handlers/audit/audit-verify.js';
import { auditEntries, entryId } from '../../../src/services/audit/chain.js';
import { auditEntrySchema } from '../../../src/services/audit/entry.js';
import { auditContext, tell } from './context.js';

describe('audit', () => {
  it('tells who did what to what, newest first', async () => {
    const context = await auditContext();
    await tell(context, 3);
    const report = await audit.read({}, context);
    expect(report.headline).toBe('3 entries of the audit log, newest first');
    const table = report.tables?.[0];
    expect(table?.rows).toStrictEqual([
      ['3', '2026-11-21 03:03:00', 'mira', 'run.approved', 'R-3', 'detail 3'],
      ['2', '2026-11-21 03:02:00', 'jon', 'run.requested', 'R-2', 'detail 2'],
      ['1', '2026-11-21 03:01:00', 'mira', 'run.requested', 'R-1', 'detail 1'],
    ]);
    expect(table?.columns).toHaveLength(6);
    expect(table?.more).toBeUndefined();
  });

  it('narrows by words, time and number, all of them typed as text', async () => {
    const context = await auditContext();
    await tell(context, 30);
    const numbers = async (input: unknown) =>
      (await audit.read(input, context)).tables?.[0]?.rows.map((row) => row[0]);
    expect(await numbers({ query: 'MIRA approved' })).toStrictEqual(['27', '21', '15', '9', '3']);
    expect(await numbers({ since: '2026-11-21T03:29:00Z' })).toStrictEqual(['30', '29']);
    expect(await numbers({ since: '2026-11-21T04:30:00+01:00' })).toStrictEqual(['30']);
    expect(await numbers({ query: 'jon', limit: '2' })).toStrictEqual(['30', '28']);
    expect(await numbers({})).toHaveLength(20);
  });

  it('says when there is more, and only then', async () => {
    const context = await auditContext();
    await tell(context, 3);
    const more = async (limit: number) => (await audit.read({ limit }, context)).tables?.[0]?.more;
    expect(await more(2)).toContain('--limit');
    expect(await more(3)).toBeUndefined();
  });

  it('says when nothing fits', async () => {
    const report = await audit.read({ query: 'nobody' }, await auditContext());
    expect(report).toMatchObject({ status: 'info', headline: 'No entry of the audit log fits' });
    expect(report.tables).toBeUndefined();
  });

  it.each([{ limit: '0' }, { limit: '201' }, { limit: 'many' }, { since: 'yesterday' }])(
    'refuses %j',
    async (input) => {
      const context = await auditContext();
      await expect(async () => audit.read(input, context)).rejects.toThrow(z.ZodError);
    },
  );
});

describe('audit verify', () => {
  it('says that a whole log is whole, and quotes its head', async () => {
    const context = await auditContext();
    await tell(context, 3);
    const report = await auditVerify.read({}, context);
    const { head } = await context.audit.verify();
    expect(report).toMatchObject({
      status: 'good',
      facts: [{ value: '3' }, { value: head, mono: true }],
    });
    expect(report.findings).toBeUndefined();
  });

  it('says where a log was tampered with, and what to do', async () => {
    const context = await auditContext();
    await tell(context, 3);
    await context.store.remove(auditEntries, entryId(2));
    const report = await auditVerify.read({}, context);
    expect(report).toMatchObject({
      status: 'bad',
      headline: 'The audit log was tampered with: it is whole only up to entry 1',
      findings: [{ severity: 'bad', title: 'Entry 2 does not fit', evidence: 'It is missing.' }],
    });
  });
});

describe('audit export', () => {
  it('hands over every entry, oldest first, one on a line', async () => {
    const context = await auditContext();
    await tell(context, 3);
    const report = await auditExport.read({}, context);
    expect(report.attachment?.name).toBe('ppm-audit-2026-11-21.jsonl');
    const lines = report.attachment?.text.split('\n') ?? [];
    expect(lines.pop()).toBe('');
    const entries = lines.map((line) => auditEntrySchema.parse(JSON.parse(line)));
    expect(entries.map((entry) => entry.seq)).toStrictEqual([1, 2, 3]);
    expect(report.facts?.[0]?.value).toBe(entries[2]?.hash);
    expect(report.headline).toContain('3 entries');
  });

  it('has no file for an empty log', async () => {
    const report = await auditExport.read({}, await auditContext());
    expect(report.attachment).toBeUndefined();
  });
});

it('all of them only look', () => {
  for (const operation of [audit, auditVerify, auditExport]) {
    expect(operation).toMatchObject({ kind: 'query', risk: 'read', family: 'Look' });
    for (const example of operation.examples)
      expect(example.startsWith(operation.id.replace('.', ' '))).toBe(true);
  }
});
