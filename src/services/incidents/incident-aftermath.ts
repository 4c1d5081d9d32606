// What follows a change of an incident: its cards, its timers, the audit log. Each is harmless to repeat, and the record
// says `pending` until all of it is done: a process that dies in between leaves it to the sweep.
import type { Incident } from '../../core/incident.js';
import { rankOf, type Severity } from '../../core/severity.js';
import type { AuditLog } from '../audit/entry.js';
import { cardId, cards, priorityOf, requestCards, touchCards, viewsOf } from '../cards/rows.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import { incidentRecords, unaudited, type IncidentRecord } from './incident-records.js';

export interface AftermathParts {
  store: Store;
  audit: AuditLog;
  /** Epoch milliseconds. */
  now: () => number;
  /** Sets and cancels the incident's timers. Harmless to repeat. */
  follow: (incident: Incident) => Promise<void>;
}

/** Does what follows the record's last change. @throws Problem store_unavailable, and what `follow` throws */
export async function finish(parts: AftermathParts, record: IncidentRecord): Promise<void> {
  const { store, audit } = parts;
  await drawCards(parts, record);
  // Before the audit: people are called by it.
  await parts.follow(record);
  for (const { number, entry } of unaudited(record))
    await audit.append({
      key: `incident:${record.id}:${number}`,
      at: entry.at,
      actor: entry.by,
      action: `incident.${entry.kind}`,
      subject: record.id,
      detail: entry.text,
    });
  await update(store, incidentRecords, record.id, (now) =>
    now.entries === record.entries && now.pending
      ? { ...now, audited: record.entries, pending: false }
      : now,
  );
}

async function drawCards({ store, now }: AftermathParts, record: IncidentRecord): Promise<void> {
  const drawn = { kind: 'incident', id: record.id } as const;
  const priority = cardPriority(record.severity);
  if (record.audited === 0)
    await requestCards(store, {
      record: drawn,
      channel: record.channel,
      priority,
      parent: null,
      now: now(),
    });
  for (const view of viewsOf.incident)
    await update(store, cards, cardId('incident', record.id, view), (card) => {
      const wanted = priorityOf(view, priority);
      return card.priority === wanted ? card : { ...card, priority: wanted };
    });
  await touchCards(store, drawn, now());
}

/** 0 first: an outage is drawn before anything else. */
function cardPriority(severity: Severity): number {
  return rankOf(severity) <= rankOf('P1') ? 0 : 1;
}
