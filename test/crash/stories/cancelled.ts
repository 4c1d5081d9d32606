// A run that is cancelled in the middle of its work: it ends, what it has set going outside ends with it, and the card says
// which of the two was faster.
import { until } from '../../../sandbox/until.js';
import { idIn, patience, type Scene } from '../scene.js';
import { allEnd, cardFaults, said } from './runs.js';
import { ended, faults, type Story } from './story.js';

const name = '[dev ppm] silver_transformations';

export const cancelled: Story = {
  name: 'a run is cancelled in the middle',
  async play(scene) {
    const before = submissions(scene);
    const typed = await scene.plans(scene.ana, '/ppm job run silver_transformations --target dev');
    await until(
      'the job runs',
      () => submissions(scene) > before || scene.cards().some(({ text }) => ended.test(text)),
      patience,
    );
    const card = await until('the card', () => scene.cards()[0], patience);
    await scene.accepted('the cancellation', () =>
      scene.ana.types(`/ppm cancel ${idIn(card, 'R')}`),
    );
    const cards = await allEnd(scene);
    const runs = scene.cast.company.warehouse.jobs.runs(name);
    // What it asked to stop may take a moment.
    await until(
      'no job runs any more',
      () => runs.every(({ endedAt }) => endedAt !== null),
      5_000,
    ).catch(() => undefined);
    const active = scene.cast.company.warehouse.jobs
      .runs(name)
      .filter(({ endedAt }) => endedAt === null);
    const starts = submissions(scene) - before;
    return [
      ...faults(
        starts > cards.length && `started ${starts} times for ${cards.length} runs: ${said(cards)}`,
        active.length > 0 && `${active.length} jobs still run: ${said(cards)}`,
        !/was cancelled|has succeeded/.test(cards[0]?.text ?? '') && `it says: ${said(cards)}`,
      ),
      ...cardFaults(scene, cards, typed),
    ];
  },
};

const submissions = ({ cast }: Scene): number =>
  cast.company.warehouse.jobs.submissions(name).length;
