// The steps of a verification, and what they prove. The scratch database is dropped whatever happens.
import type { Check, Step } from '../../core/operation.js';
import { asProblem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { differencesOf, linesOf, sizeOfShape } from './differences.js';
import { asCertain, endsHere, noteOf } from './run-over.js';
import { scratchOf } from './scratch.js';
import type { VerifyData } from './verify-plan.js';

const equal = 'Equal: ';
const between = '; ';

export async function runVerify(
  data: VerifyData,
  context: Context & { step: Step; run: string },
): Promise<void> {
  const { mongoAdmin, mongoBackups, run, runs, signal, step } = context;
  const before = await runs.get(run);
  const scratch = { setting: data.setting, database: scratchOf(run) };
  try {
    const backup = await mongoBackups.named(data.backup, 'name');
    await step('inspect', async (tell) => {
      await mongoBackups.inspect(backup, { run, signal, tell });
      return `sha256 ${backup.sha256.slice(0, 12)}`;
    });
    await step('restore', async (tell) => {
      // A process that died may have left half of it.
      await mongoAdmin.dropDatabase(scratch, signal);
      await mongoBackups.restore(backup, scratch.database, { run, signal, tell });
      return scratch.database;
    });
    await step('compare', async () => {
      const found = await mongoAdmin.shape(scratch, signal);
      const differences = differencesOf(backup.collections, found, { extras: false, counts: true });
      return differences.length === 0
        ? `${equal}${sizeOfShape(found)}`
        : linesOf(differences).join(between);
    });
    await step('drop', async () => {
      await mongoAdmin.dropDatabase(scratch, signal);
      return `${scratch.database} is gone`;
    });
  } catch (error) {
    const { problem } = await endsHere(error, context, before);
    throw asCertain(problem, await dropped(mongoAdmin, scratch));
  }
}

/** The run's own signal may be aborted by now. @returns what has to be said when it could not be dropped */
async function dropped(
  mongoAdmin: Context['mongoAdmin'],
  scratch: { setting: string; database: string },
): Promise<string[]> {
  try {
    await mongoAdmin.dropDatabase(scratch, new AbortController().signal);
    return [];
  } catch (error) {
    return [
      `The scratch database ${scratch.database} could not be dropped (${asProblem(error).message}): drop it by hand.`,
    ];
  }
}

/** What comparing found stands in its step: the scratch database is gone by now. */
export async function checkVerify(
  data: VerifyData,
  context: Context & { run: string },
): Promise<Check[]> {
  const { mongoAdmin, mongoBackups, now, run, runs, signal } = context;
  const backup = await mongoBackups.named(data.backup, 'name');
  const note = noteOf(await runs.get(run), 'compare');
  const scratch = { setting: data.setting, database: scratchOf(run) };
  const left = await mongoAdmin.shape(scratch, signal);
  const checks: Check[] = [
    ...comparedChecks(note, sizeOfShape(backup.collections)),
    {
      name: 'The scratch database is gone',
      ok: left.length === 0,
      expected: 'no collections',
      actual: left.length === 0 ? 'no collections' : sizeOfShape(left),
    },
  ];
  if (checks.every(({ ok }) => ok)) await mongoBackups.markVerified(backup, now());
  return checks;
}

function comparedChecks(note: string | null, expected: string): Check[] {
  const name = 'Restored as it was dumped';
  if (note === null) return [{ name, ok: false, expected, actual: 'not compared' }];
  if (note.startsWith(equal))
    return [{ name, ok: true, expected, actual: note.slice(equal.length) }];
  return note.split(between).map((line) => {
    const [, what, wanted, found] = /^(.*?): expected (.*), found (.*)$/.exec(line) ?? [];
    return what === undefined || wanted === undefined || found === undefined
      ? { name, ok: false, expected, actual: line }
      : { name: `${name}: ${what}`, ok: false, expected: wanted, actual: found };
  });
}
