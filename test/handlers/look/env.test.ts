// `env`: what is wrong with which setting, and what needs it.
import { expect, test } from 'vitest';
import { env } from '../../../src/handlers/look/env.js';
import type { SettingState } from '../../../src/services/overview.js';
import { contextWith } from '../../support/context.js';

const read = (settings: SettingState[]) =>
  env.read({}, contextWith({ overview: { ...contextWith().overview, settings } }));

const set: SettingState = { name: 'A', required: true, state: 'set', shown: 'xoxb-… (…)' };

test('all is well, and nothing refers to others: as ever', async () => {
  const report = await read([set, { name: 'B', required: false, state: 'missing', shown: '–' }]);
  expect(report).toMatchObject({ status: 'good', findings: [] });
  expect(report.tables?.[0]?.columns).toHaveLength(4);
});

test('what the bot needs is bad, what a part needs a warning with its name', async () => {
  const report = await read([
    { name: 'A', required: false, state: 'malformed', shown: '(…)', expected: 'must be a token' },
    {
      name: 'KPI_TOKEN',
      required: true,
      state: 'missing',
      shown: '–',
      usedBy: ['finance-ppm/kpis', 'paging'],
    },
    { name: 'PASSED', required: false, state: 'missing', shown: '–', usedBy: ['sync of wittwizz'] },
  ]);
  expect(report).toMatchObject({
    status: 'bad',
    headline: '2 settings need attention',
    findings: [
      { severity: 'bad', title: 'A is malformed', cause: 'It must be a token.' },
      {
        severity: 'warning',
        title: 'KPI_TOKEN is missing',
        evidence: 'Used by finance-ppm/kpis, paging.',
      },
    ],
  });
  expect(report.tables?.[0]?.rows).toEqual([
    ['A', 'no', 'malformed', '(…)', ''],
    ['KPI_TOKEN', 'yes', 'missing', '–', 'finance-ppm/kpis, paging'],
    ['PASSED', 'no', 'missing', '–', 'sync of wittwizz'],
  ]);
});

test('only a part of it: a warning', async () => {
  const missing: SettingState = { ...set, state: 'missing', usedBy: ['paging'] };
  expect(await read([missing])).toMatchObject({
    status: 'warning',
    headline: 'One setting needs attention: A is missing',
  });
});
