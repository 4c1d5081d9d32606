// The page's switch for Databricks: what it fires is about a run that the workspace has.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { handleAlertsControl } from '../../../sandbox/alerts/control.js';
import { createJobs } from '../../../sandbox/databricks/jobs/index.js';
import { startPager } from '../../../sandbox/pager/index.js';
import { bench } from './receiver.js';

test('a job that fails on the page is a run of silver_transformations that failed', async () => {
  const { alerts, received } = await bench();
  const jobs = createJobs(
    {},
    {
      now: Date.now,
      userOf: () => undefined,
      unauthorized: () => undefined,
      origin: () => 'https://workspace',
    },
  );
  const pager = await startPager({ routingKey: 'key' });
  const server = createServer((request, response) => {
    void handleAlertsControl({ alerts, pager, warehouse: { jobs } }, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    jobs.close();
    server.close();
    server.closeAllConnections();
    await pager.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const answer = await fetch(`http://127.0.0.1:${port}/alerts/other`, {
    method: 'POST',
    body: JSON.stringify({ source: 'databricks', status: 'failure' }),
  });
  expect(answer.status).toBe(200);
  await expect.poll(() => received.length).toBe(1);
  const [run] = jobs.runs('silver_transformations');
  expect(run?.ending?.result).toBe('FAILED');
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ run: { run_id: String(run?.id) } });
});
