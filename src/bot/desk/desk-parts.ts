// What everyone at the desk works with.
import type { WebClient } from '@slack/web-api';
import type { Operation } from '../../core/operation.js';
import type { AuditLog } from '../../services/audit/entry.js';
import type { Context } from '../../services/context.js';
import type { Engine } from '../../services/engine/engine.js';
import type { Directory } from '../../services/identity/identity.js';
import type { Log } from '../../services/log.js';
import type { HintBox } from '../../services/notion/webhooks/hints.js';
import type { Answers } from '../answers.js';
import type { Choices } from '../cards/form-fields.js';
import type { Home } from '../home/home.js';

export interface Desk {
  engine: Engine;
  operations: readonly Operation<Context>[];
  directory: Directory;
  audit: AuditLog;
  answers: Answers;
  client: WebClient;
  log: Log;
  now: () => number;
  /** What forms offer. */
  choices: Choices;
  /** Where runs have their cards. */
  channel: string;
  home: Pick<Home, 'opened'>;
  /** Pages that Notion says have changed. */
  hints: Pick<HintBox, 'add'>;
  /** Incidents that are not resolved, worst first: a note goes to one of them. */
  openIncidents: () => Promise<readonly { id: string; title: string }[]>;
}
