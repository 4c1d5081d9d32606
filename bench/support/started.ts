// The compiled bot at the pretend company, as the benchmarks want it: one process on SQLite, or with `--replicas 3` several on
// MongoDB and Redis behind a balancer. `--mongodb URI` takes another MongoDB than the pretended one.
import { parseArgs } from 'node:util';
import {
  openCompany,
  type CompanyOptions,
  type PretendCompany,
} from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';

const { values, positionals } = parseArgs({
  options: { replicas: { type: 'string', default: '1' }, mongodb: { type: 'string' } },
  allowPositionals: true,
});

/** What stands on the command line beside the flags. */
export const given: readonly string[] = positionals;
/** How many replicas, and of which MongoDB: without one the pretended one, or SQLite for a single bot. */
export const asked = { replicas: Number(values.replicas), mongodb: values.mongodb };
const { replicas, mongodb } = asked;

/** Its bots are stopped: for a benchmark that fills the memory first. */
export function openStopped(options: CompanyOptions = {}): Promise<PretendCompany> {
  const extra = {
    ...(mongodb === undefined ? {} : { MONGODB_URI: mongodb }),
    ...options.bot?.extra,
  };
  return openCompany({ ...options, replicas, bot: { compiled: true, ...options.bot, extra } });
}

/** Starts them all; resolves when each is connected to Slack. */
export async function start(company: PretendCompany): Promise<void> {
  await company.replicas.startAll();
  await until('the bot is connected', () => company.slack.connections() >= replicas);
}

export async function openStarted(options: CompanyOptions = {}): Promise<PretendCompany> {
  const company = await openStopped(options);
  await start(company);
  return company;
}

export async function end(company: PretendCompany): Promise<void> {
  await company.replicas.killAll('SIGTERM');
  await company.close();
}
