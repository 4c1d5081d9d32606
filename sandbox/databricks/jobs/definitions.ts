// The jobs of the pretend company. (Runbook 1 "Run Individual Job"; the bundle's target dev puts a prefix before the names)

export interface TaskDefinition {
  readonly key: string;
  readonly dependsOn: readonly string[];
}

export interface JobDefinition {
  readonly id: number;
  readonly name: string;
  readonly tasks: readonly TaskDefinition[];
  readonly maxConcurrentRuns: number;
  /** A run too many waits instead of being skipped. */
  readonly queues: boolean;
  readonly timeoutSeconds: number;
  /** Hour and minute of its daily run, UTC; null: it runs when told to. */
  readonly dailyAt: readonly [hour: number, minute: number] | null;
  /** Days since it was made, at the start of the simulator. */
  readonly ageDays: number;
}

const task = (key: string, ...dependsOn: string[]): TaskDefinition => ({ key, dependsOn });

const usual = { maxConcurrentRuns: 1, queues: false, timeoutSeconds: 3_600 };

const inProduction: readonly JobDefinition[] = [
  {
    ...usual,
    id: 218_040_182_265_101,
    name: 'notion_sync_bronze',
    tasks: [task('extract_pages'), task('load_bronze', 'extract_pages')],
    dailyAt: [5, 0],
    ageDays: 210,
  },
  {
    ...usual,
    id: 552_917_364_008_202,
    name: 'silver_transformations',
    tasks: [
      task('projects'),
      task('tasks'),
      task('budgets'),
      task('checks', 'projects', 'tasks', 'budgets'),
    ],
    queues: true,
    dailyAt: [5, 30],
    ageDays: 209,
  },
  {
    ...usual,
    id: 907_731_450_626_303,
    name: 'gold_aggregations',
    tasks: [task('kpis'), task('portfolio_summary'), task('publish', 'kpis', 'portfolio_summary')],
    dailyAt: [6, 0],
    ageDays: 208,
  },
];

export const companyJobs: readonly JobDefinition[] = [
  ...inProduction,
  ...inProduction.map((job) => ({
    ...job,
    id: job.id - 100_000,
    name: `[dev ppm] ${job.name}`,
    dailyAt: null,
    ageDays: job.ageDays - 30,
  })),
];
