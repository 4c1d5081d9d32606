// What somebody does in Databricks past the bot.
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { credentials } from '../../sandbox/company.js';
import type { PretendCompany } from '../../sandbox/pretend-company.js';

/** Starts a job over the Jobs API. @param job its name */
export async function startsElsewhere(
  { warehouse }: Pick<PretendCompany, 'warehouse'>,
  job: string,
): Promise<void> {
  const id = warehouse.jobs.list().find(({ name }) => name === job)?.id;
  const ca = await readFile(warehouse.caCertPath);
  await new Promise<void>((resolve, reject) => {
    const asked = request(
      {
        host: warehouse.host,
        port: warehouse.port,
        path: '/api/2.2/jobs/run-now',
        method: 'POST',
        ca,
        headers: { authorization: `Bearer ${credentials.databricksToken}` },
      },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 200) answer.on('end', resolve);
        else reject(new Error(`run-now of ${job}: ${answer.statusCode}`));
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify({ job_id: id }));
  });
}
