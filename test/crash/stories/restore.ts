// A critical run: a table is restored, with an approval for which its name is typed.
import type { Scene } from '../scene.js';
import { allEnd, cardFaults, said, succeeded } from './runs.js';
import { faults, type Story } from './story.js';

const table = 'main.silver.projects';

export const restore: Story = {
  name: 'a table is restored',
  async play(scene) {
    const before = restoresAt(scene);
    const version = latestAt(scene) - 1;
    const typed = await scene.plans(scene.ana, `/ppm table restore ${table} --version ${version}`);
    const cards = await allEnd(scene, table);
    const done = restoresAt(scene) - before;
    return [
      ...faults(
        done !== succeeded(cards) && `${done} restores, and the cards say: ${said(cards)}`,
        // A second command meets a table that has changed.
        done > 1 && `restored ${done} times: ${said(cards)}`,
      ),
      ...cardFaults(scene, cards, typed),
    ];
  },
};

function tableAt({ cast }: Scene) {
  return cast.company.warehouse.tables().find(({ fullName }) => fullName.join('.') === table);
}

const latestAt = (scene: Scene): number => tableAt(scene)?.latest.version ?? 0;

const restoresAt = (scene: Scene): number =>
  tableAt(scene)?.versions.filter(({ operation }) => operation === 'RESTORE').length ?? 0;
