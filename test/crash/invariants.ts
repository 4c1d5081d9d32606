// What is true after every life, whatever the story was.
import { channels } from '../../sandbox/company.js';
import { buttonsOf } from '../../sandbox/person.js';
import { cardOf, type Scene } from './scene.js';
import { faults } from './stories/story.js';

/** @returns what is wrong, in words */
export async function alwaysTrue(scene: Scene): Promise<string[]> {
  const verdict = await scene.reads(scene.ana, '/ppm audit verify', /is whole|tampered|broken/);
  const { slack } = scene.cast.company;
  const drawn = channels
    .flatMap(({ id }) => slack.messages(id))
    .map(cardOf)
    .filter((card) => card !== '');
  const doubled = drawn.filter((card, index) => drawn.indexOf(card) !== index);
  const waiting = scene.cards().filter((card) => buttonsOf(card).includes('Approve'));
  return faults(
    !verdict.includes('is whole') && `the audit log: ${verdict}`,
    doubled.length > 0 && `cards that stand twice: ${doubled.join(', ')}`,
    waiting.length > 0 && `${waiting.length} cards still wait for an approval`,
  );
}
