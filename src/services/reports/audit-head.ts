// The head of the audit chain, as the daily report carries it: whoever cuts the tail of the log later can't take it back from
// the channel. Cheap: the newest entries are read, not the chain.
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

/** Clocks of several replicas differ: the last of the chain is among the newest by time. */
const newest = 100;

/** `Audit: 1,234 entries, head abc…` */
export async function auditHead(
  context: Pick<ReportContext, 'audit' | 'signal' | 'deadlineMs'>,
): Promise<Part<string>> {
  return partOf('Head of the audit log', context, async () => {
    const entries = await context.audit.query({ limit: newest });
    const [last] = entries.toSorted((a, b) => b.seq - a.seq);
    return last
      ? `Audit: ${last.seq.toLocaleString('en')} entries, head ${last.hash}`
      : 'Audit: no entries';
  });
}
