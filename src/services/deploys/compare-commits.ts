// What a deployment would bring and take away: the commits between what runs and what would run, who wrote them, and
// whether their checks hold.
import type { Plan } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import type { Checks, Commit, Github } from '../github/github.js';
import { short } from './deploy-place.js';

/** How many commits a plan names. */
const most = 15;
const mostNames = 10;

export interface Difference {
  facts: Plan['facts'];
  warnings: string[];
  guard: Record<string, string>;
}

interface Parts {
  github: Github;
  signal: AbortSignal;
}

/**
 * @param between.from what runs; null where nobody knows
 * @param between.isRollback what is older is what was asked for
 * @throws what Github throws
 */
export async function differenceOf(
  between: { repository: string; from: string | null; to: string; isRollback: boolean },
  { github, signal }: Parts,
): Promise<Difference> {
  const { repository, from, to } = between;
  const [commits, checks] = await Promise.all([
    from === null
      ? { facts: [], warnings: [] }
      : commitsBetween({ ...between, from }, { github, signal }),
    checksOf(repository, to, { github, signal }),
  ]);
  if (checks === null)
    return {
      facts: [...commits.facts, { label: 'Checks', value: 'not to be seen' }],
      warnings: [
        ...commits.warnings,
        `Whether the checks of ${short(to)} hold can't be seen: GITHUB_TOKEN may not read them.`,
      ],
      guard: { 'checks of it': 'not to be seen' },
    };
  const { state, failed, pending, total } = checks;
  const said = {
    success: `all ${total} passed`,
    failure: `${failed.length} of ${total} failed`,
    pending: `${pending.length} of ${total} not ended`,
    none: 'none',
  };
  return {
    facts: [...commits.facts, { label: 'Checks', value: said[state] }],
    warnings: [
      ...commits.warnings,
      ...(failed.length > 0 ? [`Checks of ${short(to)} failed: ${names(failed)}.`] : []),
      ...(pending.length > 0 ? [`Checks of ${short(to)} have not ended: ${names(pending)}.`] : []),
    ],
    guard: { 'checks of it': state },
  };
}

/** Null where the token may not read them: fine-grained ones can't be given that right for a private repository. */
async function checksOf(
  repository: string,
  sha: string,
  { github, signal }: Parts,
): Promise<Checks | null> {
  try {
    return await github.checks(repository, sha, signal);
  } catch (error) {
    if (error instanceof Problem && error.code === 'outside_refused') return null;
    throw error;
  }
}

async function commitsBetween(
  between: { repository: string; from: string; to: string; isRollback: boolean },
  { github, signal }: Parts,
): Promise<Pick<Difference, 'facts' | 'warnings'>> {
  const { repository, from, to, isRollback } = between;
  try {
    const forth = await github.compare(repository, from, to, signal);
    if (forth.status === 'identical')
      return { facts: [], warnings: [`${short(to)} is already there.`] };
    const back = forth.behindBy > 0 ? await github.compare(repository, to, from, signal) : null;
    return {
      facts: [
        ...listed('Commits that come', forth.aheadBy, forth.commits),
        ...listed('Commits that go', forth.behindBy, back?.commits ?? []),
        ...authors([...forth.commits, ...(back?.commits ?? [])]),
        ...(forth.url === '' ? [] : [{ label: 'Compared', value: forth.url }]),
      ],
      warnings: warningOf(forth, { from, to, isRollback }),
    };
  } catch (error) {
    if (!(error instanceof Problem) || !['not_found', 'invalid_input'].includes(error.code))
      throw error;
    return {
      facts: [],
      warnings: [`What is between ${short(from)} and ${short(to)} is not known: ${error.message}`],
    };
  }
}

function warningOf(
  { status, aheadBy, behindBy }: { status: string; aheadBy: number; behindBy: number },
  { from, to, isRollback }: { from: string; to: string; isRollback: boolean },
): string[] {
  if (status === 'behind' && !isRollback)
    return [
      `${short(to)} is older than what runs (${short(from)}): ${count(behindBy)} would be undone.`,
    ];
  if (status === 'diverged')
    return [
      `${short(to)} has parted from what runs (${short(from)}): it lacks ${count(behindBy)} of it.`,
    ];
  if (status === 'ahead' && isRollback)
    return [`${short(to)} is newer than what runs (${short(from)}) by ${count(aheadBy)}.`];
  return [];
}

/** Newest first: those are what people ask about. @param commits oldest first */
function listed(label: string, total: number, commits: readonly Commit[]): Plan['facts'] {
  if (total === 0) return [];
  const shown = commits.slice(-most).toReversed();
  return [
    { label, value: String(total) },
    ...shown.map(({ sha, title, author }) => ({
      label: short(sha),
      value: `${title} – ${author}`,
    })),
    ...(total > shown.length ? [{ label: '…', value: `${total - shown.length} more` }] : []),
  ];
}

function authors(commits: readonly Commit[]): Plan['facts'] {
  const all = [...new Set(commits.map(({ author }) => author))].toSorted();
  return all.length === 0 ? [] : [{ label: 'Written by', value: names(all) }];
}

function names(all: readonly string[]): string {
  const more = all.length > mostNames ? ` and ${all.length - mostNames} more` : '';
  return `${all.slice(0, mostNames).join(', ')}${more}`;
}

function count(commits: number): string {
  return commits === 1 ? '1 commit' : `${commits} commits`;
}
