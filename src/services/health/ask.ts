// Asks one component within its deadline, whatever it or its driver does: what comes late is not waited for, and its
// sockets are closed.
import type { ComponentConfig } from '../../config/health-schema.js';
import { redact } from '../redact.js';
import type { ComponentInfo, Probed } from './health.js';
import { figure, type Answer, type Probe } from './probe.js';
import { unwellFrom } from './unwell-from.js';

/** Longest text of `said`, characters. */
const longest = 240;

export type Bands = Pick<ComponentConfig, 'timeoutSeconds' | 'slowMs' | 'tooSlowMs'>;

/**
 * @param moment when asking began: `at` is its epoch milliseconds, `started` that of performance.now()
 * @returns what it answered; at the deadline a timeout
 * @throws the signal's reason when that is aborted
 */
export async function ask(
  { info, bands, probe }: { info: ComponentInfo; bands: Bands; probe: Probe },
  moment: { at: number; started: number },
  signal: AbortSignal,
): Promise<Probed> {
  signal.throwIfAborted();
  const timeoutMs = bands.timeoutSeconds * 1000;
  const left = Math.max(0, moment.started + timeoutMs - performance.now());
  const asked = performance.now();
  const answer = await answered(probe, { signal, timeoutMs: left });
  const millis = Math.round(performance.now() - asked);
  const judged =
    answer === null
      ? late(timeoutMs)
      : answer.local
        ? answer
        : withLatency(answer, { millis, ...bands });
  return {
    ...info,
    status: judged.status,
    said: line(judged.said),
    failure: judged.failure,
    value: judged.value,
    millis: judged.local ? null : millis,
    at: moment.at,
  };
}

/** Null when the deadline came first. */
function answered(
  probe: Probe,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const ending = new AbortController();
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    const cancel = (): void => {
      settle();
      reject(signal.reason);
      ending.abort();
    };
    const timer = setTimeout(() => {
      // What has come in while the process was busy counts.
      setImmediate(() => {
        settle();
        // Answers before it aborts: what the probe throws because of that is not what happened.
        resolve(null);
        ending.abort();
      });
    }, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    void started(probe, { signal: ending.signal, timeoutMs }).then((answer) => {
      settle();
      resolve(answer);
      // Whatever a probe that failed has left open.
      if (answer.failure !== null) ending.abort();
    });
  });
}

/** Never rejects: what is thrown is an answer too. */
async function started(probe: Probe, asking: Parameters<Probe>[0]): Promise<Answer> {
  try {
    return await probe(asking);
  } catch (error) {
    const { status, said, failure } = unwellFrom(error);
    return { status, said, failure, value: null, local: failure === 'not_configured' };
  }
}

function late(timeoutMs: number): Answer {
  return {
    status: 'bad',
    said: `no answer within ${figure(timeoutMs / 1000)} s`,
    failure: 'timeout',
    value: null,
  };
}

function withLatency(
  answer: Answer,
  { millis, slowMs, tooSlowMs }: Pick<Bands, 'slowMs' | 'tooSlowMs'> & { millis: number },
): Answer {
  const limit = millis > tooSlowMs ? tooSlowMs : millis > slowMs ? slowMs : null;
  if (answer.status !== 'good' || limit === null) return answer;
  return {
    ...answer,
    status: limit === tooSlowMs ? 'bad' : 'warning',
    said: `${answer.said}, but after ${figure(millis)} ms (more than ${figure(limit)})`,
    failure: 'slow',
  };
}

function line(text: string): string {
  const one = redact(text).replaceAll(/\s+/g, ' ').trim();
  return one.length > longest ? `${one.slice(0, longest - 1)}…` : one;
}
