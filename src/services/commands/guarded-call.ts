// Calls to addresses with a circuit for each host: one that refuses connections or answers 5xx again and again is left
// alone for a minute. Every call is tried once: what it does is not known here, so nobody may do it twice.
import { Problem } from '../../core/problem.js';
import { CallCancelled, CircuitOpen, RetryableFailure } from '../resilience/failures.js';
import { createPolicy, type Policy, type PolicyOptions } from '../resilience/policy.js';
import { callAddress, shownCall, type Reply } from './call-address.js';
import type { CallSpec } from './commands.js';

type Call = Pick<CallSpec, 'method' | 'url'>;

/** Longest time that a timer takes, milliseconds: the call's own limit knows what a time-out means, and comes first. */
const noDeadline = 2_147_483_647;

/**
 * @param seen where calls are counted, and where each host's circuit (`sync <host>`, from its first call) is looked at
 * @returns callAddress, with the same signal and Problems, and one Problem more: outside_unavailable while the circuit of
 * the host is open, with the button that closes it
 */
export function createGuardedCall(
  seen: Pick<PolicyOptions, 'registry' | 'circuits'>,
): (call: Call, signal: AbortSignal) => Promise<Reply> {
  const policies = new Map<string, Policy>();

  function policyOf(name: string): Policy {
    const policy = policies.get(name) ?? createPolicy({ system: name, ...seen });
    policies.set(name, policy);
    return policy;
  }

  return async (call, signal) => {
    // What is no address has no host that could fail.
    if (!URL.canParse(call.url)) return callAddress(call, signal);
    const name = `sync ${new URL(call.url).host}`;

    async function once(): Promise<Reply> {
      // The policy's signal would say that it was cancelled where the call's own says why.
      const reply = await callAddress(call, signal).catch((error: unknown) => {
        throw failureOf(error);
      });
      if (reply.status < 500) return reply;
      const cause = new Failing(reply);
      throw new RetryableFailure(`${shownCall(call)} was answered ${reply.status}.`, { cause });
    }

    try {
      const options = { idempotent: false, signal, deadlineMs: noDeadline };
      return await policyOf(name).run(once, options);
    } catch (error) {
      if (error instanceof CircuitOpen) throw leftAlone(call, name, error);
      if (error instanceof RetryableFailure && error.cause instanceof Failing)
        return error.cause.reply;
      if (error instanceof RetryableFailure) throw error.cause;
      if (error instanceof CallCancelled) throw error.cause ?? signal.reason;
      throw error;
    }
  };
}

/** A 5xx: a failure of the host, and yet an answer, whose status is the result. */
class Failing extends Error {
  override readonly name = 'Failing';
  readonly reply: Reply;

  constructor(reply: Reply) {
    super('The host failed.');
    this.reply = reply;
  }
}

/** Where nothing was sent, the host failed. A lost answer, or none in time, is no proof: it had taken the connection. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  if (error.code === 'outside_unavailable')
    return new RetryableFailure(error.message, { cause: error });
  if (error.code === 'cancelled') return new CallCancelled(error.message, { cause: error });
  return error;
}

function leftAlone(call: Call, name: string, cause: CircuitOpen): Problem {
  return new Problem(
    'outside_unavailable',
    `${shownCall(call)} was not made: the circuit ${name} is open after 5 failures in a row.`,
    'Nothing was sent. It is tried again a minute after the last failure; when the service runs, close the circuit to call it at once.',
    {
      cause,
      suggestions: [{ label: 'Close the circuit', operation: 'circuits.reset', input: { name } }],
    },
  );
}
