// Runs whose work is done somewhere else: a Databricks job, followed to its end after an approval, and a deployment by a
// workflow of GitHub. Each is started once, whatever dies.
import type { Scene } from '../scene.js';
import { allEnd, cardFaults, said, succeeded } from './runs.js';
import { faults, type Story } from './story.js';

export const job = outside(
  'a job is run',
  '/ppm job run silver_transformations',
  ({ cast }) => cast.company.warehouse.jobs.submissions('silver_transformations').length,
);

export const deploy = outside(
  'a deployment is made',
  '/ppm deploy control-room staging',
  ({ cast }) => cast.company.github.dispatches(),
);

function outside(name: string, words: string, startsAt: (scene: Scene) => number): Story {
  return {
    name,
    async play(scene) {
      const before = startsAt(scene);
      const typed = await scene.plans(scene.ana, words);
      const cards = await allEnd(scene);
      const starts = startsAt(scene) - before;
      return [
        ...faults(
          starts < succeeded(cards) && `started ${starts} times: ${said(cards)}`,
          starts > cards.length &&
            `started ${starts} times for ${cards.length} runs: ${said(cards)}`,
        ),
        ...cardFaults(scene, cards, typed),
      ];
    },
  };
}
