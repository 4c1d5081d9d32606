// Who is connected, and what they do: `currentOp` and `$currentOp`.
import type { Document } from 'mongodb';
import { matches } from './filter.js';
import { ServerError } from './server-error.js';
import type { Asking } from './state.js';

/** @param withIdle connections that do nothing just now, too */
export function currentOperations({ state, connection }: Asking, withIdle: boolean): Document[] {
  return [...state.connections]
    .filter((one) => withIdle || one === connection)
    .map((one) => {
      const active = one === connection;
      return {
        type: 'op',
        host: 'sandbox:27017',
        desc: `conn${one.id}`,
        connectionId: one.id,
        client: one.remote,
        ...(one.appName === '' ? {} : { appName: one.appName }),
        active,
        currentOpTime: new Date().toISOString(),
        ...(active ? { opid: one.id, secs_running: 0, microsecs_running: 1, op: 'command' } : {}),
        ...(active ? { ns: 'admin.$cmd.aggregate', command: {} } : {}),
      };
    });
}

/** The other fields of the command are a filter. */
export function currentOp(command: Document, asking: Asking): Document {
  if (asking.database !== 'admin')
    throw new ServerError(
      13,
      'Unauthorized',
      'currentOp may only be run against the admin database.',
    );
  const { currentOp: _, $all, $ownOps: _own, ...others } = command;
  const filter = Object.fromEntries(
    Object.entries(others).filter(([name]) => !name.startsWith('$') && name !== 'lsid'),
  );
  const inprog = currentOperations(asking, Boolean($all)).filter((each) => matches(each, filter));
  return { inprog, ok: 1 };
}
