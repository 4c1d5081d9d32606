// What a schedule posts: one card, however often its work had to begin.
import { until } from '../../../sandbox/until.js';
import { cardOf, type Cards, type Scene } from '../scene.js';
import { faults, type Story } from './story.js';

/** A slot belongs to the process that does it for a minute. */
const slotPatience = 100_000;

export const posting: Story = {
  name: 'a schedule posts',
  async play(scene) {
    const typed = await scene.accepted('the command', () =>
      scene.ana.types('/ppm schedule run watch'),
    );
    await until('the card of the schedule', () => posted(scene).length > 0, slotPatience);
    const count = posted(scene).length;
    return faults(count > typed && `${count} cards for a command typed ${typed} times`);
  },
};

function posted(scene: Scene): Cards {
  return scene.cards().filter((message) => cardOf(message).startsWith('posting:'));
}
