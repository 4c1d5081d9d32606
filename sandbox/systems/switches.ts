// The one list of failure switches: what goes wrong in the runbooks, each on a switch that breaks the right simulator.
import { backupSwitches } from './switches/backups.js';
import { dataSwitches } from './switches/data.js';
import { financeSwitches } from './switches/finance-ppm.js';
import { githubSwitches } from './switches/github.js';
import { jobSwitches } from './switches/jobs.js';
import { notionSwitches } from './switches/notion.js';
import type { Breakable, FailureSwitch } from './switches/parts.js';
import { serviceSwitches } from './switches/services.js';

export type { Breakable, FailureSwitch };

export const failureSwitches: readonly FailureSwitch[] = [
  ...notionSwitches,
  ...dataSwitches,
  ...financeSwitches,
  ...githubSwitches,
  ...jobSwitches,
  ...serviceSwitches,
  ...backupSwitches,
];

export interface SwitchState extends Pick<FailureSwitch, 'id' | 'system' | 'title' | 'runbook'> {
  isOn: boolean;
}

export interface Switches {
  /** Nothing changes where it is so already. @throws Error for an id that is none */
  set(id: string, isOn: boolean): Promise<void>;
  /** As the simulators are: four failures are there from the start. */
  list(): Promise<SwitchState[]>;
  /** Heals everything. */
  allOff(): Promise<void>;
}

export function createSwitches(company: Breakable): Switches {
  async function turn(one: FailureSwitch, isOn: boolean): Promise<void> {
    if ((await one.isOn(company)) === isOn) return;
    await (isOn ? one.on(company) : one.off(company));
  }
  return {
    async set(id, isOn) {
      const found = failureSwitches.find((one) => one.id === id);
      if (!found) throw new Error(`no failure switch ${id}`);
      await turn(found, isOn);
    },
    list: () =>
      Promise.all(
        failureSwitches.map(async (one) => {
          const { id, system, title, runbook } = one;
          return { id, system, title, runbook, isOn: await one.isOn(company) };
        }),
      ),
    async allOff() {
      for (const one of failureSwitches) await turn(one, false);
    },
  };
}
