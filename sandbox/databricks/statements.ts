// The life of a statement on the warehouse: it is logged, waits, runs and commits, whether or not
// anyone still listens. Only a cancellation or the statement's own time-out stops it.
import { setTimeout as sleep } from 'node:timers/promises';
import { planStatement } from './commands/plan.js';
import type { Author } from './delta/table.js';
import { duckError } from './delta/duck-error.js';
import type { Engine, Result, SessionState, StatementContext } from './engine.js';
import { operationCanceled, SqlError, statementTimeout } from './errors.js';
import type { FaultBox } from './faults.js';
import type { Parameter } from './sql/parameters.js';

export type StatementStatus = 'running' | 'finished' | 'failed' | 'cancelled' | 'timeout';

/** A line of the log. */
export interface LoggedStatement {
  readonly n: number;
  /** When it came in, in milliseconds. */
  readonly at: number;
  readonly sessionId: string;
  readonly user: string;
  readonly sql: string;
  /** Long values are cut. */
  readonly parameters: readonly Parameter[];
  status: StatementStatus;
  error?: string;
}

export interface Submission {
  readonly sessionId: string;
  readonly session: SessionState;
  readonly author: Author;
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** Pretends that the statement runs at this time: for history made up afterwards. */
  readonly at?: number;
}

export class Statement {
  readonly entry: LoggedStatement;
  /** Settles when the statement has ended, however it ended. Never rejects. */
  readonly ended: Promise<void>;
  result: Result | undefined;
  error: SqlError | undefined;
  private readonly controller = new AbortController();

  constructor(
    entry: LoggedStatement,
    run: (signal: AbortSignal, abort: (why: SqlError) => void) => Promise<Result>,
  ) {
    this.entry = entry;
    this.ended = run(this.controller.signal, (why) => this.controller.abort(why)).then(
      (result) => {
        this.result = result;
        this.entry.status = 'finished';
      },
      (error: unknown) => this.fail(error),
    );
  }

  /** Asks it to stop. Once it has committed, nothing does. */
  cancel(): void {
    this.controller.abort(operationCanceled());
  }

  private fail(error: unknown): void {
    const { reason }: { reason: unknown } = this.controller.signal;
    this.error = reason instanceof SqlError ? reason : duckError(error);
    this.entry.error = this.error.message;
    this.entry.status = statusOf(this.error);
  }
}

/** One that needed no running: what the driver asks about the catalogue. */
export function finishedStatement(result: Result): Statement {
  const entry: LoggedStatement = {
    n: 0,
    at: 0,
    sessionId: '',
    user: '',
    sql: '',
    parameters: [],
    status: 'finished',
  };
  const statement = new Statement(entry, async () => result);
  statement.result = result;
  return statement;
}

const statusOf = (error: SqlError): StatementStatus =>
  error.condition === 'OPERATION_CANCELED'
    ? 'cancelled'
    : error.sqlState === '57KD0'
      ? 'timeout'
      : 'failed';

/** Databricks' own limit, two days, in seconds; 0 asks for it too. */
const longest = 172_800;

const timeoutSeconds = (session: SessionState): number => {
  const asked = Number(session.settings.get('statement_timeout') ?? longest);
  return asked > 0 && asked < longest ? asked : longest;
};

/** Some statements carry megabytes of rows, which the log has no use for. */
const longestLogged = 10_000;

const clipped = (parameter: Parameter): Parameter =>
  parameter.value === undefined || parameter.value.length <= longestLogged
    ? parameter
    : { ...parameter, value: `${parameter.value.slice(0, longestLogged)}…` };

export class StatementRunner {
  readonly log: LoggedStatement[] = [];
  private readonly engine: Engine;
  private readonly faults: FaultBox;
  private readonly now: () => number;
  private readonly running = new Set<Statement>();

  constructor(engine: Engine, faults: FaultBox, now: () => number) {
    this.engine = engine;
    this.faults = faults;
    this.now = now;
  }

  /** Accepts a statement; it runs from now on. `quiet` keeps it out of the log and free of faults. */
  submit(submission: Submission, options: { quiet?: boolean } = {}): Statement {
    const { sessionId, sql, parameters, author } = submission;
    const entry: LoggedStatement = {
      n: this.log.length + 1,
      at: submission.at ?? this.now(),
      sessionId,
      user: author.userName,
      sql,
      parameters: parameters.map(clipped),
      status: 'running',
    };
    const quiet = options.quiet === true;
    if (!quiet) this.log.push(entry);
    const statement = new Statement(entry, (signal, abort) =>
      this.run(submission, quiet, signal, abort),
    );
    this.running.add(statement);
    void statement.ended.then(() => this.running.delete(statement));
    return statement;
  }

  /** Stops what runs, and waits until it has stopped. */
  async close(): Promise<void> {
    for (const statement of this.running) statement.cancel();
    await Promise.all([...this.running].map((statement) => statement.ended));
  }

  private async run(
    submission: Submission,
    quiet: boolean,
    signal: AbortSignal,
    abort: (why: SqlError) => void,
  ): Promise<Result> {
    const starting = quiet ? 0 : this.faults.startingFor(this.now());
    if (starting > 0) await sleep(starting, undefined, { signal });
    const seconds = timeoutSeconds(submission.session);
    const timer = setTimeout(() => abort(statementTimeout(seconds)), seconds * 1000);
    try {
      return await this.execute(submission, quiet, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  private async execute(
    submission: Submission,
    quiet: boolean,
    signal: AbortSignal,
  ): Promise<Result> {
    const { sql, parameters, session, author } = submission;
    const failure = quiet ? undefined : this.faults.takeFailure(sql);
    if (failure !== undefined) throw new InjectedError(failure.error, failure.sqlState);
    const context: StatementContext = {
      engine: this.engine,
      session,
      author,
      now: submission.at ?? this.now(),
      assertAlive: () => signal.throwIfAborted(),
      denied: (privilege, table) => !quiet && this.faults.denies(privilege, table),
    };
    const plan = planStatement(sql, parameters, context);
    const millis = quiet ? 0 : this.faults.slowness(sql);
    if (millis > 0) await sleep(millis, undefined, { signal });
    const result = plan.writes ? await this.engine.exclusive(() => plan.run()) : await plan.run();
    if (!plan.writes) signal.throwIfAborted();
    return result;
  }
}

/** An error whose text was given: the text may name its condition in brackets, or has none. */
class InjectedError extends SqlError {
  constructor(text: string, sqlState: string) {
    super(/^\[([\w.]+)\]/.exec(text)?.[1] ?? 'INTERNAL_ERROR', sqlState, '');
    this.message = text.startsWith('[') ? text : `[INTERNAL_ERROR] ${text} SQLSTATE: ${sqlState}`;
  }
}
