// `diagnose` as it is asked: the headline names the cause, and what is unknown is refused with the nearest.
import { expect, it } from 'vitest';
import { diagnose } from '../../../src/handlers/look/diagnose.js';
import { notionProblem, worldWith } from '../../services/diagnosis/world.js';

const sick = {
  'oberaconnect/disk': { failure: 'disk_full', said: '97 % of 80 %' },
  'oberaconnect/memory': { failure: 'low_memory', said: '210 MB' },
  'oberaconnect/queue': { failure: 'out_of_band', said: 'queue_length is 900', status: 'warning' },
  'oberaconnect/portal-certificate': { failure: 'expiring', said: '5 days', value: 5 },
} as const;

it('names the cause in the headline, and says what it looked at', async () => {
  const me = notionProblem('auth', 'Notion refused NOTION_API_KEY (401 unauthorized).');
  const report = await diagnose.read({ what: 'notion' }, worldWith({ me }));
  expect(report.status).toBe('bad');
  expect(report.headline).toBe('Notion refuses the token of the integration (401)');
  expect(report.findings).toHaveLength(1);
  expect(report.notes?.[0]).toContain('token, rate, sharing');
});

it('several causes: the worst first, three by name, the rest counted', async () => {
  const report = await diagnose.read({ what: 'oberaconnect' }, worldWith({ sick }));
  expect(report.headline).toBe(
    'The disk of oberaconnect/disk is nearly full. Also: oberaconnect/memory is short of memory; The certificate of oberaconnect/portal-certificate expires soon; and 1 more',
  );
});

it('a warning is no red card, and nothing wrong says so', async () => {
  const only = { 'oberaconnect/queue': sick['oberaconnect/queue'] };
  const input = { what: 'queue', system: 'oberaconnect' };
  expect(await diagnose.read(input, worldWith({ sick: only }))).toMatchObject({
    status: 'warning',
  });
  expect(await diagnose.read(input, worldWith())).toMatchObject({
    status: 'good',
    headline: 'Nothing is wrong with oberaconnect/queue that can be seen from here',
    findings: [],
  });
});

it('an unknown name is refused with the nearest', async () => {
  await expect(diagnose.read({ what: 'oberaconect' }, worldWith())).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'what',
    hint: expect.stringContaining('oberaconnect'),
  });
});
