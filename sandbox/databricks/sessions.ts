// Sessions and operations of the Thrift protocol: what a handle stands for.
import { randomUUID } from 'node:crypto';
import type { SessionState } from './engine.js';
import type { Statement } from './statements.js';

export interface Operation {
  readonly id: string;
  readonly session: Session;
  readonly statement: Statement;
  /** Rows sent so far. */
  sent: number;
  readonly arrow: boolean;
  readonly startedAt: number;
}

export interface Session {
  readonly id: string;
  readonly user: string;
  readonly state: SessionState;
  readonly operations: Set<Operation>;
}

export class Sessions {
  private readonly sessions = new Map<string, Session>();
  private readonly operations = new Map<string, Operation>();

  open(user: string, state: SessionState): Session {
    const session: Session = { id: randomUUID(), user, state, operations: new Set() };
    this.sessions.set(session.id, session);
    return session;
  }

  find(id: string): Session | undefined {
    return this.sessions.get(id);
  }

  /** Closing a session cancels what still runs in it. */
  close(session: Session): void {
    for (const operation of session.operations) this.closeOperation(operation);
    this.sessions.delete(session.id);
  }

  start(
    session: Session,
    statement: Statement,
    options: { arrow: boolean; now: number },
  ): Operation {
    const operation: Operation = {
      id: randomUUID(),
      session,
      statement,
      sent: 0,
      arrow: options.arrow,
      startedAt: options.now,
    };
    session.operations.add(operation);
    this.operations.set(operation.id, operation);
    return operation;
  }

  findOperation(id: string): Operation | undefined {
    return this.operations.get(id);
  }

  /** Closing an operation that still runs cancels it. */
  closeOperation(operation: Operation): void {
    if (operation.statement.entry.status === 'running') operation.statement.cancel();
    operation.session.operations.delete(operation);
    this.operations.delete(operation.id);
  }
}
