// The logger that services are given: static messages, data beside them, secrets masked.
import { pino, type Logger } from 'pino';
import { redact } from './redact.js';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** JSON lines on standard error; every line goes through the masks of redact.ts. */
export function createLog(level: string): Log {
  return pino({ level, base: null, hooks: { streamWrite: redact } }, pino.destination(2));
}
