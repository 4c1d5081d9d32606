// The operations on alerts, as typed words: what they mean, what they answer, what they refuse.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wordsOf, type OperationInfo } from '../../../src/core/operation.js';
import { alertAck } from '../../../src/handlers/alerts/alert-ack.js';
import { alertShow } from '../../../src/handlers/alerts/alert-show.js';
import { alertSilence } from '../../../src/handlers/alerts/alert-silence.js';
import { alertUnsilence } from '../../../src/handlers/alerts/alert-unsilence.js';
import { alerts } from '../../../src/handlers/alerts/alerts.js';
import type { Context } from '../../../src/services/context.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { ben, group, hour, storm, type World } from '../../services/alerts/silencing/samples.js';
import { openAlerts } from './alert-context.js';

const operations: OperationInfo[] = [alerts, alertShow, alertAck, alertSilence, alertUnsilence];

let world: World;
let context: Context;
beforeEach(() => {
  ({ world, context } = openAlerts());
});
afterEach(() => world.close());

describe.each(operations.map((operation) => [operation.id, operation] as const))(
  '%s',
  (id, operation) => {
    test.each(operation.examples)('is what "%s" means', (example) => {
      expect(parseRequest(example, operations)).toMatchObject({
        kind: 'parsed',
        operation: { id, family: 'Incidents' },
      });
    });
  },
);

describe('typed words', () => {
  test('without a reason are asked for it', () => {
    expect(parseRequest('alert silence G-AAAAAA --for 1h', operations)).toMatchObject({
      kind: 'incomplete',
      missing: ['reason'],
      input: { alert: 'G-AAAAAA', for: '1h' },
    });
  });

  test.each([
    ['alert show nonsense', 'alert'],
    ['alert show T-AAAAAA', 'alert'],
    ['alert ack R-AAAAAA', 'alert'],
    ['alert unsilence G-AAAAAA', 'silence'],
    ['alerts --limit 0', 'limit'],
    ['alerts --storm G-AAAAAA', 'storm'],
  ])('%s are refused', (text, field) => {
    expect(() => parseRequest(text, operations)).toThrow(
      expect.objectContaining({ code: 'invalid_input', field }),
    );
  });
});

describe('alert ack', () => {
  test('says that you have it, or who had it first', async () => {
    await world.put(group('G-AAAAAA'));
    expect(await alertAck.act({ alert: 'g-aaaaaa' }, context)).toMatchObject({
      status: 'good',
      headline: 'You have G-AAAAAA',
    });
    const other = { ...context, actor: ben };
    expect((await alertAck.act({ alert: 'G-AAAAAA' }, other)).headline).toBe(
      'ana has G-AAAAAA already',
    );
    expect((await world.get('G-AAAAAA')).acknowledged?.by.person).toBe('ana');
  });

  test('of a storm takes all of it', async () => {
    await world.putStorm(storm('T-SSSSSS'));
    await world.put(group('G-AAAAAA', { storm: 'T-SSSSSS' }));
    const report = await alertAck.act({ alert: 'T-SSSSSS' }, context);
    expect(report.headline).toBe('You have T-SSSSSS with all its alerts');
    expect((await world.get('G-AAAAAA')).acknowledged?.by.person).toBe('ana');
  });

  test('of an unknown one is refused', async () => {
    await expect(alertAck.act({ alert: 'G-ZZZZZZ' }, context)).rejects.toMatchObject({
      code: 'not_found',
      field: 'alert',
    });
  });
});

describe('alert silence', () => {
  const silence = (input: object) => alertSilence.act({ reason: 'migration', ...input }, context);

  test('by labels says what is quiet until when, and how to end it', async () => {
    await world.put(group('G-AAAAAA'));
    const report = await silence({ match: 'alertname=APIDown,system=obera', for: '90m' });
    expect(report.headline).toBe(
      'Quiet: alertname=APIDown, system=obera until 2026-11-21 10:30 UTC',
    );
    expect(report.facts).toContainEqual({ label: 'Alerts held now', value: '1' });
    const [made] = await context.alerts.silences();
    expect(report.suggestions).toMatchObject([
      { operation: 'alert.unsilence', input: { silence: made?.id } },
    ]);
  });

  test('of one alert lasts two hours unless told', async () => {
    await world.put(group('G-AAAAAA'));
    await silence({ alert: 'g-aaaaaa' });
    expect(await context.alerts.silences()).toMatchObject([
      { group: 'G-AAAAAA', until: world.clock.at + 2 * hour, reason: 'migration' },
    ]);
  });

  test.each([
    [{ match: 'system=x', for: '8d' }, 'for', /7 days/],
    [{ match: 'system=x', for: '-2h' }, 'for', /not a span/],
    [{ match: 'system=x', for: 'yesterday' }, 'for', /not a span/],
    [{ match: 'system=x', for: '0m' }, 'for', /not a span/],
    [{ match: '' }, 'match', /no label/],
    [{ match: 'system' }, 'match', /not a label/],
    [{}, 'alert', /nothing to silence/],
    [{ alert: 'G-AAAAAA', match: 'system=x' }, 'match', /not both/],
    [{ alert: 'G-ZZZZZZ' }, 'alert', /no alert/],
  ])('%j is refused and changes nothing', async (input, field, message) => {
    await expect(silence(input)).rejects.toMatchObject({
      field,
      message: expect.stringMatching(message),
      hint: expect.not.stringContaining('14 days'),
    });
    expect(await context.alerts.silences()).toEqual([]);
  });
});

describe('alert unsilence', () => {
  test('ends it and has what fires looked at again', async () => {
    await world.put(group('G-AAAAAA'));
    await alertSilence.act({ alert: 'G-AAAAAA', reason: 'migration' }, context);
    const [made] = await context.alerts.silences();
    const report = await alertUnsilence.act({ silence: made?.id.toLowerCase() }, context);
    expect(report.headline).toBe(`${made?.id} has ended: G-AAAAAA is heard again`);
    expect(world.reconsidered).toEqual(['G-AAAAAA']);
  });

  test('of an unknown one is refused', async () => {
    await expect(alertUnsilence.act({ silence: 'S-ZZZZZZ' }, context)).rejects.toMatchObject({
      code: 'not_found',
      field: 'silence',
    });
  });
});

test('every suggestion names one of these or an operation of incidents, typed with words', async () => {
  await world.put(group('G-AAAAAA'));
  const { suggestions = [] } = await alertShow.read({ alert: 'G-AAAAAA' }, context);
  const known = [...operations.map(wordsOf), 'incident open', 'incident show'];
  for (const { operation } of suggestions) expect(known).toContain(wordsOf({ id: operation }));
});
