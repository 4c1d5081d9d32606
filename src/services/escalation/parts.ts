// What escalation works with.
import type { IncidentsConfig } from '../../config/incidents-schema.js';
import type { Directory } from '../identity/identity.js';
import type { Incidents } from '../incidents/incidents.js';
import type { Oncall } from '../oncall/oncall.js';
import type { Notices } from '../paging/notices.js';
import type { Timers } from '../timers/timers.js';

export interface EscalationParts {
  timers: Pick<Timers, 'set' | 'keep'>;
  notices: Notices;
  incidents: Pick<Incidents, 'get' | 'change'>;
  oncall: Pick<Oncall, 'peopleFor'>;
  rules: IncidentsConfig;
  directory: Pick<Directory, 'membersOf' | 'fromSlack'>;
  /** Slack channel that hears every `incident update`. */
  stakeholders: string | undefined;
  /** Epoch milliseconds. */
  now: () => number;
}
