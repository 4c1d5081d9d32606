// The five systems over plain HTTP, for the sandbox's page and for other processes.
//
//   GET  /systems/state               -> SystemsState
//   POST {id, isOn}                    -> SystemsState; {isOn: false} alone heals everything
//   GET  /systems/faults, PUT          faults of the syncs that the bot starts
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z, ZodError } from 'zod';
import type { ComponentState } from './component-states.js';
import type { SyncFaultFile } from './faults.js';
import { failureSwitches, type SwitchState, type Switches } from './switches.js';

export interface SystemsState {
  components: ComponentState[];
  switches: SwitchState[];
}

export interface SystemsParts {
  switches: Switches;
  componentStates(): Promise<ComponentState[]>;
  syncFaults: SyncFaultFile;
}

type Route = (parts: SystemsParts, body: unknown) => Promise<object>;

const order = z.strictObject({
  id: z.enum(failureSwitches.map(({ id }) => id)).optional(),
  isOn: z.boolean(),
});

const routes: Readonly<Record<string, Route>> = {
  'GET /systems/state': stateOf,
  'POST /systems/state': async (parts, body) => {
    const { id, isOn } = order.parse(body);
    if (id !== undefined) await parts.switches.set(id, isOn);
    else if (!isOn) await parts.switches.allOff();
    else throw new SyntaxError('not all at once: name one by its id');
    return stateOf(parts);
  },
  'GET /systems/faults': ({ syncFaults }) => syncFaults.get(),
  'PUT /systems/faults': ({ syncFaults }, body) => syncFaults.replace(body),
};

async function stateOf({ switches, componentStates }: SystemsParts): Promise<SystemsState> {
  return { components: await componentStates(), switches: await switches.list() };
}

/** False, having done nothing, when the request is for none of these. */
export async function handleSystemsControl(
  parts: SystemsParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const key = `${request.method} ${pathname}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (!route) return false;
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    send(200, await route(parts, request.method === 'GET' ? {} : await json(request)));
  } catch (error) {
    const isWrong = error instanceof ZodError || error instanceof SyntaxError;
    send(isWrong ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
  }
  return true;
}
