// What the blocks of one message, modal or Home tab share: where they stand, what has been put into their inputs, and
// how an element tells the bot that it was used.
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Json } from '../../slack/json.js';
import type { Block, ClientAction, ClientResult, StateValues } from '../../slack/protocol.js';
import { stateValues } from '../../slack/blocks/values.js';
import { useDesk } from '../api/context.js';

export type Container = Extract<ClientAction, { type: 'block_action' }>['container'];

export interface Surface {
  container: Container;
  values: StateValues;
  errors: Record<string, string>;
  setValue(blockId: string, actionId: string, value: Json): void;
  /** Tells the bot; failures are shown. */
  use(blockId: string, actionId: string, payload?: Json): Promise<ClientResult>;
}

const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('There is no surface around this.');
  return surface;
}

export interface Held {
  values: StateValues;
  set(blockId: string, actionId: string, value: Json): void;
}

/** What the inputs of these blocks hold: initial values at first, then what the person made of them. */
export function useHeld(blocks: readonly Block[]): Held {
  const [touched, setTouched] = useState<StateValues>({});
  const [seeded, setSeeded] = useState<StateValues>({});
  // An initial value counts when its input appears; a later drawing does not change what stands there.
  const values = useMemo(
    () => stateValues(blocks, merged(seeded, touched)),
    [blocks, seeded, touched],
  );
  if (!sameKeys(values, seeded)) setSeeded(values);
  return {
    values,
    set: (blockId, actionId, value) =>
      setTouched((before) => ({
        ...before,
        [blockId]: { ...before[blockId], [actionId]: value },
      })),
  };
}

function merged(base: StateValues, over: StateValues): StateValues {
  const blocks = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...blocks].map((id) => [id, { ...base[id], ...over[id] }]));
}

function keysOf(values: StateValues): string {
  return JSON.stringify(
    Object.entries(values).map(([block, elements]) => [block, Object.keys(elements)]),
  );
}

function sameKeys(one: StateValues, other: StateValues): boolean {
  return keysOf(one) === keysOf(other);
}

export function SurfaceProvider(props: {
  container: Container;
  held: Held;
  errors?: Record<string, string>;
  children: ReactNode;
}) {
  const { container, held, errors = {}, children } = props;
  const { act, tell, toast } = useDesk();
  const surface: Surface = {
    container,
    values: held.values,
    errors,
    setValue: held.set,
    async use(blockId, actionId, payload) {
      const action: ClientAction = {
        type: 'block_action',
        container,
        blockId,
        actionId,
        values: held.values,
        ...(payload === undefined ? {} : { payload }),
      };
      const result = await act(action);
      if (result.ok) return result;
      // The blocks have changed since the person saw them: Slack delivers such a click all the same.
      if (result.error === 'unknown_action') return tell({ ...action, stale: true });
      return tellFailure(result);
    },
  };
  const tellFailure = (result: ClientResult): ClientResult => {
    if (!result.ok) toast(failureText(result.error));
    return result;
  };
  return <SurfaceContext.Provider value={surface}>{children}</SurfaceContext.Provider>;
}

const failures: Record<string, string> = {
  operation_timeout: 'The app did not answer within three seconds (operation_timeout).',
  not_connected: 'The app is not connected (not_connected).',
  message_not_found: 'This message is not there any more (message_not_found).',
  view_not_found: 'This form is closed already (view_not_found).',
  unknown_action: 'This is not there any more (unknown_action).',
};

export function failureText(error: string): string {
  return failures[error] ?? error;
}
