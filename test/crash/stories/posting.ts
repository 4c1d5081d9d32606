// What a schedule posts: one card, however often its work had to begin.
import { until } from '../../../sandbox/until.js';
import { cardOf, type Cards, type Scene } from '../scene.js';
import { faults, type Story } from './story.js';

/** A slot belongs to the process that does it for a minute. */
const slotPatience = 100_000;
/** So long a person waits before asking again. */
const refusedFor = 5_000;

export const posting: Story = {
  name: 'a schedule posts',
  async play(scene) {
    const isPosted = (): boolean => posted(scene).length > 0;
    let typed = 0;
    while (!isPosted()) {
      const told = refusals(scene);
      typed += await scene.accepted('the command', () =>
        scene.ana.types('/ppm schedule run watch'),
      );
      const isAnswered = (): boolean => isPosted() || refusals(scene) > told;
      await until('the card of the schedule', isAnswered, slotPatience);
      // Refused: by the slot of the life before, whose card stands a moment before it is written down, or by that of this one.
      await until('its card', isPosted, refusedFor).catch(() => null);
    }
    const count = posted(scene).length;
    return faults(count > typed && `${count} cards for a command typed ${typed} times`);
  },
};

function posted(scene: Scene): Cards {
  return scene.cards().filter((message) => cardOf(message).startsWith('posting:'));
}

function refusals(scene: Scene): number {
  return scene.privately(scene.ana).filter((text) => text.includes('is under way since')).length;
}
