// A metric against its bands, as the scraper reads it.
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { Scrape } from '../../../src/services/scrape/scrape.js';
import { askOne } from './stage.js';

function scraperOf(samples: Scrape['samples'], given: Partial<Scrape> = {}) {
  const scrape: Scrape = { samples, malformed: 0, truncated: false, millis: 1, ...given };
  return { scraper: { read: async () => scrape } };
}

const sample = (name: string, value: number, labels = {}) => ({ name, labels, value });

it.each([
  ['well', { max: 80 }, 79, 'good', null],
  ['past its highest', { warnAbove: 70, max: 80 }, 81, 'bad', 'out_of_band'],
  ['above where it is amber', { warnAbove: 70, max: 80 }, 71, 'warning', 'out_of_band'],
  ['below its lowest', { warnBelow: 900, min: 500 }, 499, 'bad', 'out_of_band'],
  ['below where it is amber', { warnBelow: 900, min: 500 }, 899, 'warning', 'out_of_band'],
])('a metric that is %s', async (_what, bands, value, status, failure) => {
  const found = await askOne(
    { kind: 'metric', url: 'http://m/', metric: 'm', unit: 'MB', ...bands },
    scraperOf([sample('other', 1e9), sample('m', value)]),
  );
  expect(found).toMatchObject({ status, failure, value });
  expect(found.said).toContain(`m is ${value} MB`);
});

it('a metric: the worst of those with its labels; one that is missing; one that can not be read', async () => {
  const disk = { kind: 'metric', url: 'http://m/', metric: 'disk', max: 80 } as const;
  const three = scraperOf([
    sample('disk', 10, { mount: '/' }),
    sample('disk', 90, { mount: '/data' }),
    sample('disk', Number.NaN, { mount: '/proc' }),
  ]);
  expect(await askOne(disk, three)).toMatchObject({ status: 'bad', value: 90 });
  expect(await askOne({ ...disk, labels: { mount: '/' } }, three)).toMatchObject({ value: 10 });
  const low = { kind: 'metric', url: 'http://m/', metric: 'disk', min: 20 } as const;
  expect(await askOne(low, three)).toMatchObject({ status: 'bad', value: 10 });
  expect(await askOne({ ...disk, metric: 'none' }, three)).toMatchObject({
    status: 'bad',
    failure: 'unexpected_body',
    said: 'its metrics have no value of none',
  });
  expect(await askOne(disk, scraperOf([], { truncated: true }))).toMatchObject({
    failure: 'too_large',
  });
  const cause = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
  });
  const read = (code: 'outside_refused' | 'outside_unavailable') => async () => {
    throw new Problem(code, 'http://m/ does not answer.', 'Look.', { cause });
  };
  expect(await askOne(disk, { scraper: { read: read('outside_unavailable') } })).toMatchObject({
    failure: 'refused',
    said: 'http://m/ does not answer.',
  });
  expect(await askOne(disk, { scraper: { read: read('outside_refused') } })).toMatchObject({
    failure: 'auth',
  });
});

it('a driver that hangs whatever it is told is left at the deadline', async () => {
  const scraper = { read: () => new Promise<never>(() => {}) };
  const found = await askOne(
    { kind: 'metric', url: 'http://m/', metric: 'm', timeoutSeconds: 0.3 },
    { scraper },
  );
  expect(found).toMatchObject({ status: 'bad', failure: 'timeout' });
});
