// The repository's last weeks: who wrote what on the main branch, two branches that are still open, and the last release.
import type { CheckResult, History, ReportedStatus, StoredCommit } from '../state/history.js';
import { mainBranch } from '../state/repository.js';
import { workflowFiles } from '../workflow-files.js';

export const authors = {
  ana: { login: 'ana-torres', name: 'Ana Torres', email: 'ana@meridian.example' },
  ben: { login: 'ben-okafor', name: 'Ben Okafor', email: 'ben@meridian.example' },
  chloe: { login: 'chloe-martin', name: 'Chloe Martin', email: 'chloe@meridian.example' },
  priya: { login: 'priya-nair', name: 'Priya Nair', email: 'priya@meridian.example' },
  robot: {
    login: 'dependabot[bot]',
    name: 'dependabot[bot]',
    email: 'support@github.com',
  },
} as const satisfies Readonly<Record<string, StoredCommit['author']>>;

type Who = keyof typeof authors;

/** Oldest first. */
const onMain: readonly (readonly [who: Who, title: string])[] = [
  ['ben', 'Split the bronze load into one task per database'],
  ['ana', 'Control Room: show when a KPI was refreshed'],
  ['robot', 'Bump zod from 4.6.2 to 4.6.4'],
  ['priya', 'Gold: cost variance by quarter (#398)'],
  ['ben', 'Retry the Notion export on 429'],
  ['ana', 'Fix time zone of milestone dates (#401)'],
  ['chloe', 'Describe how to deploy by hand'],
  ['priya', 'Control Room: risks in a heat map (#405)'],
  ['robot', 'Bump vitest from 4.1.9 to 4.1.11'],
  ['ben', 'Silver: drop duplicate project rows'],
  ['ana', 'Control Room: keep filters in the address (#409)'],
  ['priya', 'Gold: spend forecast per programme'],
  ['ben', 'Release 1.4.0'],
  ['ana', 'Fix KPI tiles on narrow screens (#412)'],
  ['priya', 'Rewrite the risk aggregation in SQL'],
  ['ana', 'Fix the lint errors of the risk aggregation'],
  ['ben', 'Warehouse: close idle sessions after 10 minutes'],
  ['robot', 'Bump @databricks/sql from 2.0.3 to 2.1.0'],
  ['chloe', 'Rename the staging target of the bundle (#418)'],
  ['priya', 'Control Room: export a table as CSV (#420)'],
  ['ana', 'Fix an empty chart when a project has no budget'],
  ['ben', 'Bronze: keep raw pages for 30 days'],
  ['priya', 'Gold: earned value per project (#424)'],
  ['ana', 'Control Room: say which KPIs are late (#426)'],
  ['ben', 'Sync risks before projects'],
];

const branches: readonly {
  name: string;
  from: number;
  commits: readonly (readonly [who: Who, title: string])[];
}[] = [
  {
    name: 'fix/kpi-rounding',
    from: 22,
    commits: [
      ['ana', 'Round KPIs to two digits'],
      ['ana', 'Test the rounding of negative values'],
    ],
  },
  {
    name: 'feature/budget-alerts',
    from: 19,
    commits: [
      ['priya', 'Budget alerts: table and job'],
      ['priya', 'Budget alerts: thresholds per programme'],
      ['priya', 'Budget alerts: page in the Control Room'],
    ],
  },
];

const release = { tag: 'v1.4.0', index: 12 };
const hour = 3_600_000;
const apart = 23 * hour;
const newest = 3 * hour;
/** The commit that the next one puts right. */
const unlinted = 14;

export const wellChecked: readonly CheckResult[] = [
  { name: 'test', conclusion: 'success' },
  { name: 'lint', conclusion: 'success' },
];
const badlyLinted: readonly CheckResult[] = [
  { name: 'test', conclusion: 'success' },
  { name: 'lint', conclusion: 'failure' },
];
const stillTested: readonly CheckResult[] = [
  { name: 'test', conclusion: null },
  { name: 'lint', conclusion: 'success' },
];
const covered: readonly ReportedStatus[] = [{ context: 'coverage', state: 'success' }];

/** @returns the main branch's commits, oldest first */
export function seedCommits(history: History, now: number): StoredCommit[] {
  const head = now - newest;
  const main: StoredCommit[] = [];
  for (const [index, [who, message]] of onMain.entries()) {
    main.push(
      history.add({
        message,
        author: authors[who],
        at: head - (onMain.length - 1 - index) * apart,
        parents: main.slice(-1).map(({ sha }) => sha),
        files: workflowFiles,
        checks: index === unlinted ? badlyLinted : wellChecked,
        statuses: covered,
      }),
    );
  }
  const last = main.at(-1);
  if (last) history.branches.set(mainBranch, last.sha);
  const released = main[release.index];
  if (released) history.tags.set(release.tag, released.sha);
  for (const { name, from, commits } of branches) {
    let parent = main[from];
    for (const [index, [who, message]] of commits.entries()) {
      if (!parent) continue;
      const isLast = index === commits.length - 1;
      parent = history.add({
        message,
        author: authors[who],
        at: parent.at + 2 * hour,
        parents: [parent.sha],
        files: workflowFiles,
        checks: isLast ? stillTested : wellChecked,
        statuses: [],
      });
      history.branches.set(name, parent.sha);
    }
  }
  return main;
}
