// 100,000 rows brought into the bronze table: statements, and CPU of the process that does it. The warehouse is in another
// process. `npx tsx bench/load.ts [rows]`
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { credentials } from '../sandbox/company.js';
import { connectBronze } from '../src/services/databricks/bronze-tables.js';
import { quiet, report } from './archive.js';

const rows = Number(process.argv[2] ?? 100_000);
const outside = z.object({ host: z.string(), caCert: z.string() });
const counted = z.object({ statements: z.number() });

if (process.send) await serve();
else await measure();

async function serve(): Promise<void> {
  const { startWarehouse } = await import('../sandbox/databricks/index.js');
  const warehouse = await startWarehouse({ seed: async () => {} });
  process.send?.({ host: `${warehouse.host}:${warehouse.port}`, caCert: warehouse.caCert });
  process.on('message', () => process.send?.({ statements: warehouse.statements().length }));
}

async function measure(): Promise<void> {
  const world = fork(fileURLToPath(import.meta.url), [], { execArgv: process.execArgv });
  const [told]: unknown[] = await once(world, 'message');
  const { host, caCert } = outside.parse(told);
  const statements = async (): Promise<number> => {
    world.send('how many?');
    const [answer]: unknown[] = await once(world, 'message');
    return counted.parse(answer).statements;
  };
  for (const volume of ['/Volumes/main/bronze/ppm_oncall', undefined]) {
    const directory = mkdtempSync(join(tmpdir(), 'ppm-bench-'));
    const bronze = connectBronze({
      host,
      token: credentials.databricksToken,
      path: credentials.databricksHttpPath,
      caCertificate: caCert,
      statementTimeoutSeconds: 900,
      pages: 'main.bronze.notion_raw_pages',
      watermarks: 'main.bronze.notion_sync_watermarks',
      volume,
      directory,
      registry: new Registry(),
      log: quiet,
    });
    await bronze.prepare();
    const before = await statements();
    const cpu = process.cpuUsage();
    const batch = await bronze.openBatch();
    for (let index = 0; index < rows; index += 1) await batch.add(rowOf(index, volume ?? 'none'));
    const { changed } = await batch.commit({ evenOlder: true, syncedAt: Date.now() });
    await batch.discard();
    const used = process.cpuUsage(cpu);
    const seconds = (used.user + used.system) / 1e6;
    const sent = (await statements()) - before;
    const isMet = changed === rows && (volume === undefined || (sent <= 4 && seconds <= 5));
    report(
      `${rows.toLocaleString('en')} rows ${volume === undefined ? 'in statements (for comparison)' : 'staged'}`,
      `${sent} statements, ${seconds.toFixed(1)} s of CPU`,
      isMet,
    );
    await bronze.close();
    rmSync(directory, { recursive: true, force: true });
  }
  world.kill();
}

function rowOf(index: number, generation: string) {
  return {
    pageId: `88888888-0000-4000-8000-${String(index).padStart(12, '0')}`,
    databaseId: '77777777-0000-4000-8000-000000000001',
    title: `Project ${index}`,
    url: `https://www.notion.so/Project-${index}`,
    createdAt: 1_700_000_000_000 + index * 60_000,
    editedAt: 1_700_000_000_000 + index * 60_000,
    properties: JSON.stringify({
      Notes: `What there is to say about project ${index}. `.repeat(20),
    }),
    contentHash: `${generation}:${index}`,
    deleted: false,
  };
}
