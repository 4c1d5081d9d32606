// The logger that services are given: static messages, data beside them. Built in wiring.ts, with secrets masked there.
import type { Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
