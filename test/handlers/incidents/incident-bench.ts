// Operations on incidents over the real records in a store in memory, asked for as a person types them.
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Operation } from '../../../src/core/operation.js';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { newRun } from '../../../src/core/run.js';
import { incidentAck } from '../../../src/handlers/incidents/incident-ack.js';
import { incidentAssign } from '../../../src/handlers/incidents/incident-assign.js';
import { incidentChecklist } from '../../../src/handlers/incidents/incident-checklist.js';
import { incidentEscalate } from '../../../src/handlers/incidents/incident-escalate.js';
import { incidentLead } from '../../../src/handlers/incidents/incident-lead.js';
import { incidentLink } from '../../../src/handlers/incidents/incident-link.js';
import { incidentList } from '../../../src/handlers/incidents/incident-list.js';
import { incidentNote } from '../../../src/handlers/incidents/incident-note.js';
import { incidentOpen } from '../../../src/handlers/incidents/incident-open.js';
import { incidentPostmortemFile } from '../../../src/handlers/incidents/incident-postmortem-file.js';
import { incidentPostmortem } from '../../../src/handlers/incidents/incident-postmortem.js';
import { incidentReopen } from '../../../src/handlers/incidents/incident-reopen.js';
import { incidentResolve } from '../../../src/handlers/incidents/incident-resolve.js';
import { incidentSeverity } from '../../../src/handlers/incidents/incident-severity.js';
import { incidentShow } from '../../../src/handlers/incidents/incident-show.js';
import { incidentUpdate } from '../../../src/handlers/incidents/incident-update.js';
import type { Context } from '../../../src/services/context.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { createDirectory } from '../../../src/services/identity/directory.js';
import { createIncidents } from '../../../src/services/incidents/create-incidents.js';
import { contextWith } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';
import { group } from '../../services/alerts/silencing/samples.js';
import { ana, ben, noon, rules } from '../../services/incidents/samples.js';

export const databaseId = '11111111-2222-4333-8444-000000000009';

export const operations: Operation<Context>[] = [
  incidentAck,
  incidentAssign,
  incidentChecklist,
  incidentEscalate,
  incidentLead,
  incidentLink,
  incidentList,
  incidentNote,
  incidentOpen,
  incidentPostmortem,
  incidentPostmortemFile,
  incidentReopen,
  incidentResolve,
  incidentSeverity,
  incidentShow,
  incidentUpdate,
];

export const run = newRun({
  id: 'R-7K2QMF',
  operation: 'sync',
  input: {},
  risk: 'routine',
  requestedBy: ben,
  channel: 'C0INCIDENTS',
  requestId: 'run',
  undoOf: null,
  quiet: false,
  createdAt: noon,
});

export function incidentBench(given: Partial<Context> = {}) {
  const clock = { now: noon };
  const now = (): number => clock.now;
  const tied: string[] = [];
  let requests = 0;
  const refuse = (id: string): never => {
    throw new Problem('not_found', `There is no ${id}.`, '', { field: 'alert' });
  };
  const base = contextWith();
  const incidents = createIncidents({
    store: memoryStore(),
    rules,
    channel: 'C0INCIDENTS',
    now,
    audit: { ...base.audit, append: async () => undefined },
    redraw: () => undefined,
    follow: async () => undefined,
    log: {
      error: (data: unknown) => {
        throw new Error(JSON.stringify(data));
      },
    },
  });
  const context = contextWith({
    actor: ana,
    now,
    incidents,
    directory: createDirectory({
      config: {
        people: [
          { name: 'ana', slack: 'U01ABCDEF' },
          { name: 'ben', slack: 'U02ABCDEF' },
        ],
        roles: { oncall: [], approver: [], manager: [], director: [], admin: [] },
      },
      groupMembers: async () => [],
    }),
    alerts: {
      ...base.alerts,
      get: async (id) => (id === 'G-7K2QMF' ? alerts : refuse(id)),
      storm: async (id = 'T-') => refuse(id),
      async tie(id, incident) {
        tied.push(`${id} ${incident}`);
      },
    },
    runs: { ...base.runs, get: async (id) => (id === run.id ? run : null) },
    systems: {
      'finance-ppm': systemSchema.parse({
        title: 'Finance PPM',
        databases: { postmortems: { title: 'Post-mortems', id: databaseId } },
      }),
    },
    ...given,
  });

  return {
    clock,
    context,
    incidents,
    tied,
    /** As typed after `/ppm`, each time a request of its own. @throws Problem */
    async type(text: string, as: Partial<Context> = {}): Promise<Report> {
      requests += 1;
      const parsed = parseRequest(text, operations);
      const found = operations.find(({ id }) => id === parsed.operation.id);
      if (parsed.kind !== 'parsed' || !found) throw new Error(`not complete: ${text}`);
      const here = { ...context, requestId: `request ${requests}`, ...as };
      if (found.kind === 'query') return found.read(parsed.input, here);
      if (found.kind === 'command') return found.act(parsed.input, here);
      throw new Error(`${found.id} is an action`);
    },
    async opened(): Promise<string> {
      const { id } = await incidents.open({
        severity: 'P2',
        title: 'Notion sync is down',
        by: ana,
        requestId: 'opened',
      });
      return id;
    },
  };
}

const alerts = group('G-7K2QMF', {
  title: 'The Notion sync is unhealthy',
  system: 'finance-ppm',
  incident: 'I-000000',
});
