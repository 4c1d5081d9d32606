// Carries envelopes to the bot over the way that is switched on: several times when that fault is on, again and
// again for events, and all of it noted for the inspector.
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpMode } from '../options.js';
import type { Workspace } from '../state/workspace.js';
import type { Envelope, Outcome, Retry, Send } from './envelope.js';
import { sendByHttp } from './http-mode.js';
import type { SocketMode } from './socket-mode.js';

export interface Courier {
  /** Sends and waits for the acknowledgement, at most 3 seconds. */
  deliver(envelope: Envelope): Promise<Outcome>;
  /** Sends an event in the background, again when it is not acknowledged. */
  event(envelope: Envelope): void;
  mode(): HttpMode | undefined;
  setMode(mode: HttpMode | undefined): void;
  close(): void;
}

export function createCourier(
  ws: Workspace,
  socketMode: SocketMode,
  initialMode: HttpMode | undefined,
): Courier {
  let mode = initialMode;
  const closing = new AbortController();

  const send: Send = (envelope, retry) => {
    if (ws.faults.get().down) return Promise.resolve({ acked: false, error: 'not_connected' });
    return mode === undefined
      ? socketMode.send(envelope, retry)
      : sendByHttp(ws, mode, envelope, retry);
  };

  async function sendOnce(envelope: Envelope, retry?: Retry): Promise<Outcome> {
    const started = performance.now();
    const outcome = await send(envelope, retry);
    ws.traffic.add({
      direction: 'in',
      name: envelope.name,
      status: outcome.acked ? 'acked' : outcome.error === 'not_connected' ? 'lost' : 'unacked',
      ...(outcome.acked ? {} : { error: outcome.error }),
      millis: Math.round(performance.now() - started),
      request: envelope.payload,
      response: outcome.acked ? (outcome.response ?? {}) : null,
    });
    return outcome;
  }

  /** The first acknowledgement counts, whichever copy it is for. */
  async function sendCopies(envelope: Envelope, retry?: Retry): Promise<Outcome> {
    const copies = Array.from({ length: ws.faults.get().deliveries }, (_, index) =>
      sendOnce(envelope, index === 0 ? retry : { attempt: index, reason: 'timeout' }),
    );
    const acked = copies.map(async (copy) => {
      const outcome = await copy;
      if (!outcome.acked) throw new Error(outcome.error);
      return outcome;
    });
    return Promise.any(acked).catch(async () => {
      const [first] = await Promise.all(copies);
      return first ?? { acked: false, error: 'not_connected' };
    });
  }

  async function sendUntilAcked(envelope: Envelope): Promise<void> {
    let outcome = await sendCopies(envelope);
    for (const [index, delay] of ws.settings.eventRetryDelaysMs.entries()) {
      if (outcome.acked) return;
      const reason = outcome.error === 'operation_timeout' ? 'timeout' : 'connection_failed';
      await sleep(delay, undefined, { signal: closing.signal, ref: false });
      outcome = await sendCopies(envelope, { attempt: index + 1, reason });
    }
  }

  return {
    deliver: (envelope) => sendCopies(envelope),
    event(envelope) {
      // The only rejection is the abort of a wait when the simulator closes.
      sendUntilAcked(envelope).catch(() => undefined);
    },
    mode: () => mode,
    setMode(next) {
      mode = next;
    },
    close: () => closing.abort(),
  };
}
