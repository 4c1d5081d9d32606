// `audit export`: the whole log as a file, one JSON object a line, hashes included, so that it can be verified elsewhere.
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';

export const auditExport = defineQuery({
  id: 'audit.export',
  family: 'Look',
  summary: 'The whole audit log as a file',
  examples: ['audit export'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const lines: string[] = [];
    let head = '';
    for await (const entry of context.audit.all()) {
      lines.push(`${JSON.stringify(entry)}\n`);
      head = entry.hash;
    }
    if (lines.length === 0) return { status: 'info', headline: 'The audit log is still empty' };
    return {
      status: 'info',
      headline: `${lines.length} entries of the audit log, oldest first`,
      facts: [{ label: 'Hash of the last entry', value: head, mono: true }],
      notes: [
        "An entry's hash is the SHA-256 of its other fields as JSON with sorted keys; `previous` is the hash of the entry before.",
      ],
      attachment: {
        name: `ppm-audit-${new Date(context.now()).toISOString().slice(0, 10)}.jsonl`,
        text: lines.join(''),
      },
    };
  },
});
