// What a person is told when the driver fails on-call's questions and changes. Never the driver's own words: they may hold the
// address.
import {
  MongoInvalidArgumentError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { ZodError } from 'zod';
import { Problem } from '../../core/problem.js';
import { DeadlineExceeded } from '../resilience/failures.js';
import { silent } from './admin-policy.js';
import { cancelled } from './policy-problems.js';

/** Unauthorized, and AuthenticationFailed. (MongoDB, "Error Codes") */
const refusals: ReadonlySet<unknown> = new Set([13, 18]);
/** Beside them: CommandNotFound, CommandNotSupported, NotImplemented, and what Atlas says of commands that it keeps to itself. */
const untold: ReadonlySet<unknown> = new Set([...refusals, 59, 115, 238, 8_000]);

/** The number that the server gave the error; undefined where it was not the server's. */
export function serverCode(error: unknown): unknown {
  return error instanceof MongoServerError ? error.code : undefined;
}

/** Whether the server doesn't know the command or keeps it from this user: one can do without what it would say. */
export function isUntold(error: unknown): boolean {
  return error instanceof MongoServerError && untold.has(error.code);
}

/** Whether nothing was sent: no server was found. */
export function isUnsent(error: unknown): boolean {
  return error instanceof MongoServerSelectionError;
}

/** @param setting the name of the one with the address */
export function adminProblem(error: unknown, setting: string, signal: AbortSignal): Problem {
  if (error instanceof Problem) return error;
  if (signal.aborted)
    return signal.reason instanceof DeadlineExceeded ? silent(setting) : cancelled();
  if (error instanceof MongoParseError || error instanceof MongoInvalidArgumentError)
    return badAddress(setting);
  if (error instanceof MongoServerError)
    return refusals.has(error.code) ? refused(setting) : said(error);
  if (error instanceof ZodError) return strange(setting);
  if (error instanceof MongoServerSelectionError && refusals.has(serverCode(error.cause)))
    return refused(setting);
  return new Problem(
    'outside_unavailable',
    `The MongoDB of ${setting} can't be reached.`,
    `Check that it runs (runbook notion-bot-api) and that ${setting} names it; then try again.`,
  );
}

export function badAddress(setting: string): Problem {
  return new Problem(
    'not_possible',
    `${setting} is no address that the MongoDB driver understands.`,
    'Write mongodb://user:password@host/database with special characters percent-encoded, and start the bot again.',
  );
}

function refused(setting: string): Problem {
  return new Problem(
    'outside_refused',
    `MongoDB refused the user of ${setting}.`,
    'Its password is wrong, or it lacks a right: looking needs `read` and `clusterMonitor`, indexes and restores `dbAdmin` and `restore`.',
  );
}

function said({ code, codeName }: MongoServerError): Problem {
  return new Problem(
    'outside_refused',
    `MongoDB refused it (${codeName ?? `error ${String(code ?? 'unknown')}`}).`,
    'Check the database, the collection and the index that it names.',
  );
}

function strange(setting: string): Problem {
  return new Problem(
    'outside_refused',
    `The MongoDB of ${setting} answers in a way that isn't understood here.`,
    'Look whether it is a MongoDB of version 4.4 or newer.',
  );
}
