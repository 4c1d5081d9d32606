// What was last answered to each question about the outside: kept for 30 days, without secrets and without files.
import { z } from 'zod';
import { hashJson, jsonSchema } from '../../core/json.js';
import type { Report } from '../../core/report.js';
import { reportSchema } from '../../core/report-schema.js';
import { redactJson } from '../redact.js';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';

const knownSchema = z.object({
  operation: z.string(),
  report: reportSchema,
  /** When it was answered, epoch milliseconds. */
  at: z.number().int(),
});
type Known = z.infer<typeof knownSchema>;

const lastKnown: Collection<Known> = {
  name: 'last_known',
  schema: knownSchema,
  indexes: { byAge: ['at'] },
};

const mostBytes = 64 * 1024;
const keptMs = 30 * 24 * 60 * 60_000;
/** Milliseconds between two looks for what is too old, and how many are removed at once. */
const pruneEvery = 60 * 60_000;
const pruneBatch = 500;

export interface LastKnown {
  /** Does nothing with a secret one. @throws Problem store_unavailable */
  keep(question: Question, report: Report): Promise<void>;
  /** Null where nothing is known, or only what is older than 30 days. */
  look(question: Question): Promise<{ report: Report; at: number } | null>;
}

export interface Question {
  operation: string;
  /** As its schema gives it: the same question has the same input. */
  input: unknown;
}

/** @param options.now epoch milliseconds */
export function createLastKnown({ store, now }: { store: Store; now: () => number }): LastKnown {
  let prunedAt = -Infinity;

  async function prune(): Promise<void> {
    if (now() - prunedAt < pruneEvery) return;
    prunedAt = now();
    const max = now() - keptMs;
    const { items } = await store.list(lastKnown, { index: 'byAge', max, limit: pruneBatch });
    for (const { id } of items) await store.remove(lastKnown, id);
  }

  return {
    async keep(question, report) {
      if (report.secret === true) return;
      const id = idOf(question);
      const known: Known = { operation: question.operation, report: storable(report), at: now() };
      // One that is too large is not known: an older answer would pass for the last one.
      if (Buffer.byteLength(JSON.stringify(known)) > mostBytes) await store.remove(lastKnown, id);
      else if (!(await store.insert(lastKnown, id, known)))
        // Another replica may have been asked later.
        await update(store, lastKnown, id, (before) => (before.at > known.at ? before : known));
      await prune();
    },
    async look(question) {
      const known = (await store.get(lastKnown, idOf(question)))?.doc;
      return known && known.at > now() - keptMs ? { report: known.report, at: known.at } : null;
    },
  };
}

function idOf({ operation, input }: Question): string {
  return hashJson({ operation, input });
}

/** Secrets are masked: it stays for weeks. The schema leaves the file out. */
function storable(report: Report): Known['report'] {
  const { attachment, ...rest } = report;
  const kept = reportSchema.parse(redactJson(jsonSchema.parse(JSON.parse(JSON.stringify(rest)))));
  return attachment
    ? { ...kept, notes: [...(kept.notes ?? []), `The file ${attachment.name} was not kept.`] }
    : kept;
}
