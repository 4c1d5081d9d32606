// Every failure switch of some of the pretend company's systems, thrown: `diagnose` names its cause, and so does the morning
// card. The tests are in two files, which run side by side.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios, type ScenarioId } from '../../src/services/diagnosis/scenarios.js';
import { failureSwitches } from '../../sandbox/systems/switches.js';
import { until } from '../../sandbox/until.js';
import { asks, connected, openStage, reads, shown, type Stage } from './stage.js';

interface Named {
  /** What `diagnose <system>` says. */
  diagnosis: string;
  /** What the morning report says. */
  morning: string;
}

const minutes = 60_000;
/** A diagnosis waits 18 s for what never answers. */
const patience = 30_000;

/** @param healthy one of the systems: while no switch is thrown nothing is wrong with it */
export function namesEveryFailure(healthy: string, ...systems: readonly string[]): void {
  let stage: Stage;
  beforeAll(async () => {
    // Each diagnosis reads everything; Notion's own limit is not what is looked at here.
    stage = await openStage({
      notion: { requestsPerMinute: 0 },
      github: { paceMs: 400, listDelayMs: 20 },
    });
    await stage.switches.allOff();
  }, minutes);
  afterAll(() => stage?.close());

  test('of a company in which nothing is wrong nothing is said to be', async () => {
    const said = await reads(stage, stage.ana, `/ppm diagnose ${healthy}`);
    expect(said).not.toMatch(/red_circle/);
    // On a busy machine an answer may be slow; nothing else is named.
    const named = switchesOf([healthy]).filter((id) => said.includes(scenarios[id].cause));
    expect(named).toEqual([]);
  });

  describe('thrown, it is named by its cause', () => {
    test.each(switchesOf(systems))(
      '%s',
      async (id) => {
        const { diagnosis, morning } = await broken(stage, id);
        expect(diagnosis).toContain(scenarios[id].cause);
        expect(morning).toContain(scenarios[id].cause);
      },
      2 * minutes,
    );
  });
}

/** Ids of their switches; each is a scenario. */
function switchesOf(systems: readonly string[]): ScenarioId[] {
  const own = failureSwitches.filter(({ system }) => systems.includes(system));
  const known = own.flatMap(({ id }) => (isScenario(id) ? [id] : []));
  if (known.length < own.length) throw new Error('a switch is none of the scenarios');
  return known;
}

function isScenario(id: string): id is ScenarioId {
  return Object.hasOwn(scenarios, id);
}

/** What has to happen beside the failure before it can be seen. */
const happening: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  'command-fails': (stage) => ran(stage, '/ppm sync oberaconnect'),
  'partial-failure': (stage) => ran(stage, '/ppm sync finance-ppm --database projects'),
  'deploy-fails': (stage) => ran(stage, '/ppm deploy control-room staging'),
  'backup-fails': (stage) => ran(stage, '/ppm backup now'),
  restarts: (stage) =>
    until(
      'it was seen to begin anew more than three times',
      async () =>
        /is red/.test(await reads(stage, stage.ana, '/ppm health notion-bot-api restarts')),
      45_000,
    ),
};

/** Breaks it, asks, and mends it again; the bot is started anew, so that no circuit is left open and no budget closed. */
async function broken(stage: Stage, id: ScenarioId): Promise<Named> {
  const system = failureSwitches.find((one) => one.id === id)?.system ?? '';
  await stage.switches.set(id, true);
  try {
    await happening[id]?.(stage);
    const diagnosis = shown(await asks(stage, stage.ana, `/ppm diagnose ${system}`, patience));
    const morning = shown(await asks(stage, stage.ana, '/ppm report morning', patience));
    return { diagnosis, morning };
  } finally {
    await stage.switches.set(id, false);
    await stage.bot.kill('SIGTERM');
    await stage.bot.start();
    await connected(stage);
  }
}

async function ran(stage: Stage, command: string): Promise<void> {
  const before = ended(stage);
  await stage.ana.types(command);
  await until('the run has ended', () => ended(stage) > before, 60_000);
}

const ended = ({ ana }: Stage): number =>
  ana
    .messages()
    .filter(({ text, threadTs }) => threadTs === undefined && /has (succeeded|failed)/.test(text))
    .length;
