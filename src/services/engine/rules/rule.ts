// A rule says why somebody may not do something, or null. Each rule is a small file beside this one; authorise.ts lists them.
import type { Actor, Role } from '../../../core/actor.js';
import type { Incident } from '../../../core/incident.js';
import type { OperationInfo, Risk } from '../../../core/operation.js';
import type { Problem } from '../../../core/problem.js';
import type { Run } from '../../../core/run.js';

/** What somebody wants to do, with everything that rules look at. */
export type Attempt =
  | {
      kind: 'request';
      actor: Actor;
      roles: readonly Role[];
      operation: OperationInfo;
      /** With the input that was given; the least, as long as that is not known. */
      risk: Risk;
    }
  | { kind: 'approve' | 'deny' | 'cancel'; actor: Actor; roles: readonly Role[]; run: Run }
  | {
      kind: 'break-glass';
      actor: Actor;
      roles: readonly Role[];
      run: Run;
      /** The incidents that are not resolved. */
      incidents: readonly Incident[];
    };

export type Rule = (attempt: Attempt) => Problem | null;
