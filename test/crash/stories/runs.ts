// What the stories with runs share: every run that was asked for comes to an end, and its thread says so once.
import { until } from '../../../sandbox/until.js';
import { outcomesOf, patience, type Cards, type Scene } from '../scene.js';
import { ended, faults } from './story.js';

/**
 * Waits until every run has ended and its thread says how; whatever waits for an approval gets it.
 * @param target what the approver types where the name has to be typed
 */
export async function allEnd(scene: Scene, target = ''): Promise<Cards> {
  await until('the card', () => scene.cards().length > 0, patience);
  await until(
    `every run ends, and its thread says how: ${scene
      .cards()
      .map(({ text }) => text)
      .join(' | ')}`,
    async () =>
      !(await scene.approvesWhatWaits(target)) &&
      scene.cards().every(({ text }) => ended.test(text)) &&
      outcomesOf(scene).length >= scene.cards().length,
    patience,
  );
  return scene.cards();
}

export const succeeded = (cards: Cards): number =>
  cards.filter(({ text }) => text.includes('has succeeded')).length;

export const said = (cards: Cards): string => cards.map(({ text }) => text).join(' | ');

/** @param typed how often the command was typed: one that was taken before its reply was lost is there twice */
export function cardFaults(scene: Scene, cards: Cards, typed: number): string[] {
  return faults(
    cards.length > typed && `${cards.length} cards for a command typed ${typed} times`,
    outcomesOf(scene).length !== cards.length &&
      `${outcomesOf(scene).length} outcomes of ${cards.length} runs: ${said(cards)}`,
  );
}
