// Bodies for the webhooks from somebody who knows the secret, right ones that were changed and anything at all: each is taken or
// gets a 4xx, never a failure of ours, and what is taken in is what the store and the cards can bear.
import * as fc from 'fast-check';
import { incomingSchema } from '../../src/bot/incoming.js';
import type { AlertBatch } from '../../src/services/alerts/batch.js';
import { cleanedKey, cleanedLabels, cleanedLink } from '../../src/services/alerts/cleaned.js';
import { fuzzing, must } from './fuzz.js';
import { openHooks, proofOf, samples, sources, type Answered, type Source } from './hooks.js';
import { plan } from './plan.js';
import { hostileText, mutated, mutatedJson } from './texts.js';

const { fuzz, fuzzAsync } = fuzzing(plan.webhooks);
const { send } = openHooks();

const halves = /\p{Surrogate}|\0/u;

/** Nothing in it that a store could refuse or that has no end. */
function mustBeBearable(batch: AlertBatch, body: Buffer): void {
  must(batch.alerts.length <= 5_000, 'not too many alerts');
  const maps = [batch.groupLabels, ...batch.alerts.flatMap((one) => [one.labels, one.annotations])];
  for (const texts of maps) {
    must(Object.getPrototypeOf(texts) === Object.prototype, 'no prototype was set', texts);
    must(Object.keys(texts).length <= 64, 'not too many labels');
    for (const [name, text] of Object.entries(texts))
      must(
        name.length <= 200 && text.length <= 5_000 && !halves.test(name + text),
        'each is clean',
        name,
        text.slice(0, 50),
      );
  }
  for (const key of [batch.groupKey, ...batch.alerts.map(({ fingerprint }) => fingerprint)])
    must(key !== '' && key.length <= 1_000 && !halves.test(key), 'each key is clean', key);
  for (const link of [batch.link, ...batch.alerts.map((one) => one.link)])
    must(link === null || /^https?:\/\//.test(link), 'each link is one of the web', link);
  for (const { startsAt, endsAt } of batch.alerts)
    must(startsAt > 0 && (endsAt === null || endsAt > 0), 'each time is one', startsAt, endsAt);
  must(JSON.stringify(batch).length < 20 * body.length + 5_000, 'it does not grow');
}

function mustBeClean(source: Source, body: Buffer, { reply, batches, events }: Answered): void {
  const { status } = reply;
  must(status === 200 || (status >= 400 && status < 500), 'taken or 4xx', source, reply);
  if (status !== 200) must(batches.length + events.length === 0, 'what is refused is not taken');
  for (const batch of batches) mustBeBearable(batch, body);
  for (const event of events)
    must(incomingSchema.safeParse(event).success, 'an event can be worked on', event);
  must(!('polluted' in {}) && Object.keys(Object.prototype).length === 0, 'no pollution');
}

async function sent(source: Source, body: Buffer): Promise<void> {
  mustBeClean(source, body, await send(source, proofOf(source, body), body));
}

for (const source of sources) {
  const names = [...new Set(samples[source].flatMap(namesIn))];
  const texts = samples[source].map((sample) => JSON.stringify(sample));
  fuzzAsync(`${source}: other values`, 8_000, mutatedJson(samples[source], names), (text) =>
    sent(source, Buffer.from(text)),
  );
  fuzzAsync(`${source}: changed text`, 3_000, mutated(texts), (text) =>
    sent(source, Buffer.from(text)),
  );
  fuzzAsync(`${source}: any bytes`, 3_000, anyBytes(texts), (bytes) =>
    sent(source, Buffer.from(bytes)),
  );
}

/** Bytes of no encoding, whole bodies among them, and brackets without end. */
function anyBytes(texts: readonly string[]): fc.Arbitrary<Uint8Array> {
  const spoiled = fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }))
    .map(([text, changes]) => {
      const bytes = Buffer.from(text);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return new Uint8Array(bytes);
    });
  const deep = fc
    .tuple(fc.constantFrom('[', '{"a":', '[{"alerts":'), fc.integer({ min: 1, max: 50_000 }))
    .map(([opening, times]) => new Uint8Array(Buffer.from(opening.repeat(times))));
  return fc.oneof(
    { weight: 6, arbitrary: spoiled },
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 60 }) },
    { weight: 1, arbitrary: deep },
  );
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(namesIn);
  return Array.isArray(value) ? below : [...Object.keys(value), ...below];
}

fuzz(
  'texts of senders are cut and cleaned the same way twice',
  14_000,
  fc.tuple(hostileText, hostileText),
  ([name, text]) => {
    const labels = cleanedLabels({ [name]: text, alertname: 'x' });
    must(
      JSON.stringify(cleanedLabels(labels)) === JSON.stringify(labels),
      'cleaned again they are the same',
      name,
      text,
    );
    const key = cleanedKey(text);
    must(cleanedKey(key) === key && key.length <= 1_000, 'a key too', text);
    const link = cleanedLink(text);
    must(link === null || cleanedLink(link) === link, 'a link too', text);
  },
);
