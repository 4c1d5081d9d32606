// `audit verify`: walks the hash chain from the first entry to the last. The head that it shows is what the daily
// report quotes, so that entries cut from the end show as well.
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';

export const auditVerify = defineQuery({
  id: 'audit.verify',
  family: 'Look',
  summary: 'Whether the audit log is whole: no entry altered, missing or moved',
  examples: ['audit verify'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { intact, entries, head, broken } = await context.audit.verify();
    return {
      status: intact ? 'good' : 'bad',
      headline: intact
        ? `The audit log is whole: ${entries} entries fit together`
        : `The audit log was tampered with: it is whole only up to entry ${entries}`,
      facts: [
        { label: 'Entries that fit', value: String(entries) },
        { label: 'Hash of the last of them', value: head, mono: true },
      ],
      ...(broken === undefined
        ? {}
        : {
            findings: [
              {
                severity: 'bad' as const,
                title: `Entry ${broken.seq} does not fit`,
                evidence: broken.why,
                cause: 'Somebody changed the database outside ppm-oncall, or the disk damaged it.',
                fix: 'Stop trusting what follows that entry, keep a copy of the database, and compare it with the last export and the heads in the daily reports.',
              },
            ],
          }),
      notes: [
        'Entries cut from the end leave a whole chain: compare number and hash with the last daily report.',
      ],
    };
  },
});
