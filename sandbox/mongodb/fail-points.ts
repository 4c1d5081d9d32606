// The fail point `failCommand`, with which the tests of drivers make a real server fail. (MongoDB specifications,
// "Fail Point Operations"; only what is asked for here, the rest is refused.)
import type { Document } from 'mongodb';
import { ServerError } from './server-error.js';
import type { Asking, FailPoint, State } from './state.js';
import { isPlain } from './values.js';

const known = ['failCommands', 'errorCode', 'closeConnection', 'writeConcernError'];

export function configureFailPoint(command: Document, { state }: Asking): Document {
  if (command['configureFailPoint'] !== 'failCommand')
    throw new ServerError(51, 'FailPointSetFailed', 'only failCommand is known in the sandbox');
  const { mode, data }: Document = command;
  if (mode === 'off') {
    state.failPoint = null;
    return { ok: 1 };
  }
  const given: Document = isPlain(data) ? data : {};
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  const times: unknown = mode === 'alwaysOn' ? Infinity : isPlain(mode) ? mode['times'] : null;
  if (stranger !== undefined || typeof times !== 'number')
    throw new ServerError(9, 'FailedToParse', `unknown in the sandbox: ${stranger ?? 'mode'}`);
  state.failPoint = {
    commands: given['failCommands'] ?? [],
    times,
    errorCode: given['errorCode'] ?? null,
    closeConnection: given['closeConnection'] === true,
    writeConcernError: given['writeConcernError'] ?? null,
  };
  return { ok: 1 };
}

/** What goes wrong with this command now, if anything: it is counted. */
export function failureOf(command: Document, state: State): FailPoint | null {
  const { failPoint } = state;
  if (!failPoint?.commands.includes(Object.keys(command)[0] ?? '')) return null;
  failPoint.times -= 1;
  if (failPoint.times <= 0) state.failPoint = null;
  return failPoint;
}
