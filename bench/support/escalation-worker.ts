// One process that does what escalations are for, with everything that a call writes (notice, messages, timeline, audit, timers):
// the share of a replica that bench/escalations.ts measures. Its memory comes by MONGODB_URI or PPM_DATA_DIR, whether it leads
// by LEADS; it ends when its parent lets go of it.
import { z } from 'zod';
import { incidentsSchema } from '../../src/config/incidents-schema.js';
import { systemActor } from '../../src/core/actor.js';
import { createAuditLog } from '../../src/services/audit/audit-log.js';
import { createEscalation, type Escalation } from '../../src/services/escalation/escalation.js';
import { createIncidents } from '../../src/services/incidents/create-incidents.js';
import { createNotices } from '../../src/services/paging/create-notices.js';
import { openStore } from '../../src/services/store/open-store.js';
import { createTimers } from '../../src/services/timers/create-timers.js';
import { startTimers } from '../../src/services/timers/start-timers.js';

const settings = z
  .object({
    PPM_DATA_DIR: z.string(),
    MONGODB_URI: z.string().optional(),
    LEADS: z.stringbool(),
  })
  .parse(process.env);
const store = openStore(settings);
const rules = incidentsSchema.parse({});
const log = { warn: console.error, error: console.error };
const escalation: Escalation = createEscalation({
  timers: createTimers({ store }),
  notices: createNotices({ store, now: Date.now, redraw: () => {} }),
  incidents: {
    get: (id) => incidents.get(id),
    change: (id, event) => incidents.change(id, event),
  },
  oncall: {
    peopleFor: async (level) => [{ person: level, slack: `U0${level}`, via: 'slack' }],
  },
  rules,
  directory: { membersOf: async () => [], fromSlack: () => systemActor },
  stakeholders: undefined,
  now: Date.now,
});
const incidents = createIncidents({
  store,
  audit: createAuditLog(store),
  now: Date.now,
  follow: escalation.follow,
  rules,
  channel: 'C0INC',
  redraw: () => {},
  log,
});
startTimers({
  store,
  now: Date.now,
  log,
  work: escalation.work,
  lateness: () => {},
  isLeader: () => settings.LEADS,
});
process.on('disconnect', () => process.exit());
