// What MongoDB and its driver say when the bot's memory can't be used, as a Problem that tells what to do. The driver's own
// words stay in its cause, except those about the URI, which may hold the password.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';

interface Cause {
  message: string;
  hint: string;
}

const failureSchema = z.object({
  name: z.string().catch(''),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
});
type Failure = z.infer<typeof failureSchema>;

const selectionSchema = z.object({
  reason: z.object({ servers: z.map(z.string(), z.object({ type: z.string() })) }),
});

const reach =
  'Check that MongoDB runs and that MONGODB_URI names it; the bot goes on by itself when it is back.';

/**
 * A change of primary: NotWritablePrimary, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, InterruptedAtShutdown,
 * InterruptedDueToReplStateChange, PrimarySteppedDown, ShutdownInProgress, LegacyNotPrimary.
 */
const elections = [10_107, 13_435, 13_436, 11_600, 11_602, 189, 91, 10_058];

const tooLarge: Cause = {
  message: 'A document is too large for MongoDB, which takes 16 MB.',
  hint: 'Ask for less at once. Nothing was changed.',
};
/** Of 16 MiB, some is for the keys. (MongoDB manual, "MongoDB Limits and Thresholds") */
const largestBody = 16 * 1024 * 1024 - 64 * 1024;

/** @throws Problem store_unavailable */
export function checkSize(body: string): void {
  if (Buffer.byteLength(body) > largestBody)
    throw new Problem('store_unavailable', tooLarge.message, tooLarge.hint);
}

const noPrimary: Cause = {
  message: "The bot's memory has had no primary for too long.",
  hint: 'MongoDB needs most members of its replica set to choose one: look at `rs.status()`.',
};

/** What was asked was not made. By the numbers of MongoDB's manual, "Error Codes". */
const refusals: { codes: readonly number[]; cause: Cause }[] = [
  {
    // Unauthorized, AuthenticationFailed, AtlasError
    codes: [13, 18, 8000],
    cause: {
      message: "MongoDB refuses the user of the bot's memory.",
      hint: 'Check the password in MONGODB_URI, and give its user the role `readWrite` on the database.',
    },
  },
  {
    codes: elections,
    cause: noPrimary,
  },
  {
    // OutOfDiskSpace, the quotas
    codes: [14_031, 12_501],
    cause: {
      message: "The disk of the bot's memory is full.",
      hint: 'Make room on the disk of MongoDB, then try again. Nothing was changed.',
    },
  },
  {
    // BSONObjectTooLarge, its older number
    codes: [10_334, 17_419],
    cause: tooLarge,
  },
];

/** The change may have been made: only the acknowledgement is missing. WriteConcernTimeout, UnsatisfiableWriteConcern. */
const unconfirmed: Cause = {
  message: "Most members of the replica set did not confirm a change of the bot's memory.",
  hint: 'Look at `rs.status()`. The change may have been made: look before you repeat it.',
};
const unconfirmedCodes = [64, 100];

/** @param did a write whose reply is lost may have been made */
export function mongoProblem(error: unknown, did: 'read' | 'write'): Problem {
  if (error instanceof Problem) return error;
  const { message, hint } = causeOf(error, did);
  return new Problem('store_unavailable', message, hint, { cause: error });
}

/** The driver's own error is not its cause: it may quote the URI with its password. */
export function unreadableUri(): Problem {
  return new Problem(
    'store_unavailable',
    'MONGODB_URI is no address that the MongoDB driver understands.',
    'Write mongodb://user:password@host/database with special characters percent-encoded, and start ppm-oncall again.',
  );
}

function causeOf(error: unknown, did: 'read' | 'write'): Cause {
  const { name, code } = failureIn(error);
  // Inside: why no server could be chosen, or what failed before the time was up.
  const inner = failureIn(error instanceof Error ? error.cause : undefined);
  const known = refusals.find(({ codes }) =>
    [code, inner.code].some((one) => typeof one === 'number' && codes.includes(one)),
  );
  if (known) return known.cause;
  if (typeof code === 'number' && unconfirmedCodes.includes(code)) return unconfirmed;
  if (knowsMember(error)) return noPrimary;
  if (name === 'MongoServerSelectionError' || name === 'MongoTopologyClosedError')
    return { message: "The bot's memory in MongoDB can not be reached.", hint: reach };
  const doubt = did === 'write' ? ' The change may have been made: look before you repeat it.' : '';
  if (/Network|Timeout|PoolCleared|Selection/.test(name) || code === 50)
    return { message: "The bot's memory in MongoDB did not answer.", hint: `${reach}${doubt}` };
  return {
    message: "The bot's memory in MongoDB can not be read or written.",
    hint: `The log has what MongoDB says.${doubt}`,
  };
}

/** There is a replica set, as far as the driver saw, and nobody leads it. */
function knowsMember(error: unknown): boolean {
  const { data } = selectionSchema.safeParse(error);
  return (
    data !== undefined &&
    [...data.reason.servers.values()].some(({ type }) => type === 'RSSecondary')
  );
}

/** The next try may find another primary, or the same one again. */
export function isPassing(error: unknown): boolean {
  const { name, code } = failureIn(error);
  // A question that got no answer in time is under way still, perhaps; repeated, it could be done twice at any time.
  if (/^MongoNetworkError$|^MongoPoolCleared/.test(name)) return true;
  return typeof code === 'number' && elections.includes(code);
}

/** Between what failed and what was found afterwards, somebody else has changed the document. */
export function inDoubt(): Problem {
  return new Problem(
    'store_unavailable',
    "The connection to the bot's memory broke in the middle of a change.",
    'The change may have been made: look before you repeat it.',
  );
}

function failureIn(error: unknown): Failure {
  return failureSchema.safeParse(error).data ?? { name: '' };
}

export function isDuplicate(error: unknown): boolean {
  return failureIn(error).code === 11_000;
}

/** IndexOptionsConflict: one on these fields is there under another name. */
export function isSameIndex(error: unknown): boolean {
  return failureIn(error).code === 85;
}
