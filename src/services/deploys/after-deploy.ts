// Whether a deployment has worked: its workflow or command ended well, its components are well, and it is what runs now.
// (Runbook 1 "Troubleshoot UI Issues": /api/health, /api/kpis; mock data is no data)
import type { Check, Tell } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { ComponentNow } from '../health/health.js';
import { short } from './deploy-place.js';
import { createPacing, words } from './follow-run.js';
import { isSame, standingOf } from './find-last-good.js';
import { recordDeploy } from './record-deploy.js';
import { unseenEnd } from './run-command.js';
import { dispatchedRun, whatRan, type DeployWork } from './run-workflow.js';

/** How long components may take to be well again, milliseconds. */
const patience = 60_000;

/** Waits until no component is red, for a minute at most. @returns what it found */
export async function waitUntilWell(work: DeployWork, tell: Tell): Promise<string> {
  const { context, place, wait } = work;
  const until = context.now() + patience;
  const rest = createPacing(wait);
  if (place.verify.length === 0) return 'No component is configured to be looked at.';
  for (;;) {
    const red = (await asked(work)).filter(({ found }) => !isWell(found));
    if (red.length === 0) return `${place.verify.join(', ')}: well`;
    const said = red.map(({ name, found }) => `${name}: ${saidBy(found)}`).join('; ');
    if (context.now() >= until) return said;
    tell(said);
    await rest(context.signal).catch((error: unknown) => {
      throw new Problem('cancelled', 'It is deployed; it was not looked at to the end.', said, {
        cause: error,
      });
    });
  }
}

/** Makes the checks and remembers what they say. @throws what Github and Deploys throw */
export async function checkDeploy(work: DeployWork): Promise<Check[]> {
  const { place, context } = work;
  const { way } = place.deployable;
  const components = (await asked(work)).map(({ name, found }): Check => ({
    name: `${name} is well`,
    ok: isWell(found),
    expected: 'not red',
    actual: saidBy(found),
  }));
  if (way.kind === 'command') {
    const checks = [await endSeen(work), ...components];
    const { commit } = work.data;
    await recordDeploy(work, { outcome: outcomeOf(checks), url: null, commit });
    return checks;
  }
  const dispatched = await dispatchedRun(work, way, context.signal);
  if (dispatched === null)
    return [ended('its run is not listed by GitHub any more', false), ...components];
  const { conclusion } = dispatched;
  const ran = whatRan(work, way, dispatched);
  const checks = [ended(words(conclusion), conclusion === 'success'), ...components];
  // Before the record: that would be found itself.
  const now = await runsNow(work, ran);
  await recordDeploy(work, { outcome: outcomeOf(checks), ...ran });
  return [...checks, now];
}

function ended(actual: string, ok: boolean): Check {
  return { name: 'The workflow ended with success', ok, expected: 'success', actual };
}

function outcomeOf(checks: readonly Check[]): 'good' | 'bad' {
  return checks.every(({ ok }) => ok) ? 'good' : 'bad';
}

async function endSeen({ context }: DeployWork): Promise<Check> {
  const record = await context.runs.get(context.run);
  const note = record?.steps.find(({ id }) => id === 'deploy')?.note;
  return {
    name: 'The command ended with 0',
    ok: note !== unseenEnd,
    expected: 'yes',
    actual: note === unseenEnd ? 'nobody saw its end' : 'yes',
  };
}

/**
 * GitHub names the commit of the workflow's file. Where the deployed one is an input, the address of its log says that it is
 * ours.
 */
async function runsNow(
  { context, place, data }: DeployWork,
  ran: { url: string; commit: string | null },
): Promise<Check> {
  const { runs } = standingOf(await context.deploys.known(data.what, data.stage, context.signal));
  const isOurs = isOfRun(runs?.url ?? null, ran.url);
  const commit = isOurs ? ran.commit : (runs?.commit ?? null);
  return {
    name: `It is what runs on ${place.name}`,
    ok: commit !== null && isSame(commit, data.commit),
    expected: data.commit === null ? 'this deployment' : short(data.commit),
    actual:
      commit === null
        ? 'no good deployment is known: does a job of the workflow name an environment?'
        : short(commit),
  };
}

/** The log of a deployment is an address below that of its run. */
export function isOfRun(deployment: string | null, run: string | null): boolean {
  if (deployment === null || run === null) return false;
  return deployment === run || deployment.startsWith(`${run}/`);
}

async function asked({
  place,
  context,
}: DeployWork): Promise<{ name: string; found: ComponentNow | null }[]> {
  const { health, signal } = context;
  return Promise.all(
    place.verify.map(async (name) => {
      const [system = '', component = ''] = name.split('/');
      const [found] = await health.check({ system, component, onDemand: true, signal });
      return { name, found: found ?? null };
    }),
  );
}

function isWell(found: ComponentNow | null): boolean {
  return found !== null && found.status !== 'bad';
}

function saidBy(found: ComponentNow | null): string {
  return found === null ? 'it is not configured any more' : found.said;
}
