// Asks how a service is; a service without a status command can't be asked.
import type { Context } from '../context.js';
import type { Said } from '../commands/commands.js';
import { specOf, type ServiceOf } from './service-of.js';
import { stateIn, type ServiceNow } from './state.js';

/** Null where no status command is named. @throws what Commands.ask throws */
export async function lookAt(
  of: ServiceOf,
  { commands, signal }: Pick<Context, 'commands' | 'signal'>,
): Promise<(ServiceNow & { said: Said }) | null> {
  const { status } = of.service;
  if (!status) return null;
  const said = await commands.ask(specOf(of, status), signal);
  return { ...stateIn(said), said };
}

export function stateText(now: ServiceNow | null): string {
  return now === null ? 'not known: no status command' : now.state;
}
