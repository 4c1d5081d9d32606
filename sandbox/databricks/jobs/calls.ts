// What each call of the Jobs API does.
import type { z } from 'zod';
import { invalid } from './api-error.js';
import type { JobDefinition } from './definitions.js';
import type { CallName } from './faults.js';
import type { Run, Task } from './model.js';
import { Pages, type PageOf } from './pages.js';
import { keysToRepair } from './repairable.js';
import { readAs, requests } from './requests.js';
import type { JobRunner } from './runner.js';
import { jobOut, outputOut, repairOut, runOut, taskAsRun, taskOut, taskSettings } from './wire.js';

export interface Workspace {
  jobs: readonly JobDefinition[];
  /** Oldest first. */
  runs: readonly Run[];
  runner: JobRunner;
  createdAt(job: JobDefinition): number;
  origin(): string;
  /** Was told to do something that is counted. */
  submitted(what: { kind: 'run' | 'repair'; run: Run }): void;
}

type Asked<Name extends CallName> = z.output<(typeof requests)[Name]>;
export type Calls = { [Name in CallName]: (given: object, user: string) => object };

/** So many tasks fit on a page. */
const tasksOnPage = 100;

export function createCalls(workspace: Workspace): Calls {
  const { jobs, runs, runner, origin } = workspace;
  const pages = new Pages();
  const byToken = new Map<string, number>();

  const jobOf = (id: number): JobDefinition => {
    const job = jobs.find((one) => one.id === id);
    if (!job) throw invalid(`Job ${id} does not exist.`);
    return job;
  };
  const runOf = (id: number): { run: Run; task: Task | undefined } => {
    for (const run of runs) {
      const task = run.tasks.find(({ runId }) => runId === id);
      if (run.id === id || task) return { run, task };
    }
    throw invalid(`Run ${id} does not exist.`);
  };
  const tasksPage = <Item>(items: readonly Item[], token: string | undefined, of: string) => {
    const places = new Map(items.map((item, index) => [item, -index]));
    return pages.page(items, (item) => [places.get(item) ?? 0, 0], {
      limit: tasksOnPage,
      token,
      question: of,
    });
  };

  function list({ limit, page_token: token, ...question }: Asked<'list'>): object {
    const found = jobs
      .filter(({ name }) => (question.name ?? name).toLowerCase() === name.toLowerCase())
      .toSorted((a, b) => workspace.createdAt(b) - workspace.createdAt(a) || b.id - a.id);
    const page = pages.page(found, (job) => [workspace.createdAt(job), job.id], {
      limit,
      token,
      question: JSON.stringify(question),
    });
    const { expand_tasks: isWide } = question;
    const out = page.items.map((job) => ({
      ...jobOut(
        job,
        workspace.createdAt(job),
        isWide ? taskSettings(job).slice(0, tasksOnPage) : null,
      ),
      ...moreThan(isWide ? job.tasks : []),
    }));
    return listed('jobs', out, page);
  }

  function get({ job_id: id, page_token: token }: Asked<'get'>): object {
    const job = jobOf(id);
    const { items, next } = tasksPage(taskSettings(job), token, `job ${id}`);
    return {
      ...jobOut(job, workspace.createdAt(job), items),
      ...(next === undefined ? {} : { next_page_token: next }),
    };
  }

  function runNow(asked: Asked<'run-now'>, user: string): object {
    const { idempotency_token: token } = asked;
    const known = token === undefined ? undefined : byToken.get(token);
    if (known !== undefined) return { run_id: known, number_in_job: known };
    const job = jobOf(asked.job_id);
    const run = runner.start(job, user, asked.queue?.enabled ?? job.queues);
    if (token !== undefined) byToken.set(token, run.id);
    workspace.submitted({ kind: 'run', run });
    return { run_id: run.id, number_in_job: run.id };
  }

  function runsList({ limit, page_token: token, ...question }: Asked<'runs/list'>): object {
    const { job_id: job, start_time_from: from = 0, start_time_to: to = Infinity } = question;
    const isWanted = (run: Run): boolean =>
      (job === undefined || run.job.id === job) &&
      run.createdAt >= from &&
      run.createdAt <= to &&
      !(question.active_only && run.endedAt !== null) &&
      !(question.completed_only && run.endedAt === null) &&
      (question.run_type ?? 'JOB_RUN') === 'JOB_RUN';
    // By their end, and those that go on by their start.
    const found = runs
      .filter(isWanted)
      .toSorted((a, b) => placeOf(b)[0] - placeOf(a)[0] || b.id - a.id);
    const page = pages.page(found, placeOf, { limit, token, question: JSON.stringify(question) });
    const { expand_tasks: isWide } = question;
    const out = page.items.map((run) => {
      const tasks = run.tasks.slice(0, tasksOnPage).map((task) => taskOut(run, task, origin()));
      return {
        ...runOut(run, origin(), isWide ? tasks : undefined),
        ...moreThan(isWide ? run.tasks : []),
      };
    });
    return listed('runs', out, page);
  }

  function runsGet({ run_id: id, page_token: token, ...asked }: Asked<'runs/get'>): object {
    const { run, task } = runOf(id);
    if (task) return taskAsRun(run, task, origin());
    const { items, next } = tasksPage(run.tasks, token, `run ${id}`);
    return {
      ...runOut(
        run,
        origin(),
        items.map((one) => taskOut(run, one, origin())),
      ),
      ...(asked.include_history
        ? { repair_history: run.repairs.map((one) => repairOut(run, one)) }
        : {}),
      ...(next === undefined ? {} : { next_page_token: next }),
    };
  }

  function getOutput({ run_id: id }: Asked<'runs/get-output'>): object {
    const { run, task } = runOf(id);
    if (task) return outputOut(run, task, origin());
    throw invalid(
      'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
    );
  }

  function repair(asked: Asked<'runs/repair'>): object {
    const { run, task } = runOf(asked.run_id);
    if (task) throw invalid(`Run ${asked.run_id} is a task run: only job runs can be repaired.`);
    const keys = keysToRepair(run, asked);
    const id = runner.repair(run, keys);
    workspace.submitted({ kind: 'repair', run });
    return { repair_id: id };
  }

  function cancel({ run_id: id }: Asked<'runs/cancel'>): object {
    const { run, task } = runOf(id);
    runner.cancel(run, task);
    return {};
  }

  return {
    list: (given) => list(readAs(requests.list, given)),
    get: (given) => get(readAs(requests.get, given)),
    'run-now': (given, user) => runNow(readAs(requests['run-now'], given), user),
    'runs/list': (given) => runsList(readAs(requests['runs/list'], given)),
    'runs/get': (given) => runsGet(readAs(requests['runs/get'], given)),
    'runs/get-output': (given) => getOutput(readAs(requests['runs/get-output'], given)),
    'runs/repair': (given) => repair(readAs(requests['runs/repair'], given)),
    'runs/cancel': (given) => cancel(readAs(requests['runs/cancel'], given)),
  };
}

const placeOf = (run: Run) => [run.endedAt ?? run.createdAt, run.id] as const;

/** Of what is shown in a list with its tasks: there are more to be got. */
const moreThan = (tasks: readonly unknown[]): object =>
  tasks.length > tasksOnPage ? { has_more: true } : {};

/** The list is left out where it is empty. */
const listed = (name: 'jobs' | 'runs', out: object[], page: PageOf<unknown>): object => ({
  ...(out.length === 0 ? {} : { [name]: out }),
  has_more: page.hasMore,
  ...(page.next === undefined ? {} : { next_page_token: page.next }),
  ...(page.previous === undefined ? {} : { prev_page_token: page.previous }),
});
