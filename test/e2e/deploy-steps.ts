// What people do again and again with deployments.
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { approves, plans, says, targetOf, type Stage } from './stage.js';

/** Ben approves a critical card by its target's name; gives it when its sentence says `ending`. */
export async function decided(
  stage: Stage,
  card: ClientMessage,
  ending = /has succeeded/,
): Promise<ClientMessage> {
  await approves(stage.ben, card, targetOf(card));
  return says(stage.ana, card, ending, 150_000);
}

/** Ana asks for a critical deployment, Ben approves it; gives its card at the end. */
export async function deploys(
  stage: Stage,
  words: string,
  ending = /has succeeded/,
): Promise<ClientMessage> {
  return decided(stage, await plans(stage.ana, `/ppm deploy ${words}`), ending);
}

/** What runs in an environment of GitHub: the newest deployment that went well. */
export function runsIn({ github }: Pick<Stage, 'github'>, environment: string): string {
  return github.deployments(environment).find(({ state }) => state === 'success')?.sha ?? '';
}
