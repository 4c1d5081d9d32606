// MongoDB answers a ping. Each probe has a client of its own that is closed with it: one that stayed would look for its server
// all day. The driver is loaded at the first probe. (Runbook 4 "Database Health")
import type * as Mongo from 'mongodb';
import type { SettingOf } from '../../commands/environment.js';
import { good, notConfigured, Unwell, type Probe } from '../probe.js';
import { unwellFrom } from '../unwell-from.js';

/** Share of the deadline in which a server must be found, so that there is time to say why not. */
const searching = 0.8;
/** AuthenticationFailed, and Unauthorized. (MongoDB, "Error Codes") */
const refusals: ReadonlySet<unknown> = new Set([18, 13]);

export function mongodbProbe(
  { setting }: { setting: string },
  { settingOf }: { settingOf: SettingOf },
): Probe {
  return async ({ signal, timeoutMs }) => {
    const uri = settingOf(setting);
    if (uri === undefined) throw notConfigured(`the setting ${setting} is missing`);
    const driver = await import('mongodb');
    signal.throwIfAborted();
    const client = opened(driver, uri, { setting, patienceMs: Math.ceil(timeoutMs * searching) });
    const close = (): void => void client.close(true).catch(() => {});
    signal.addEventListener('abort', close, { once: true });
    try {
      await client.db('admin').command({ ping: 1 });
      return good('answers a ping');
    } catch (error) {
      throw unwell(error, driver, setting);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  };
}

type Driver = typeof Mongo;

function opened(
  driver: Driver,
  uri: string,
  { setting, patienceMs }: { setting: string; patienceMs: number },
): Mongo.MongoClient {
  try {
    return new driver.MongoClient(uri, {
      appName: 'ppm-oncall-probe',
      serverSelectionTimeoutMS: patienceMs,
      connectTimeoutMS: patienceMs,
      socketTimeoutMS: patienceMs,
      maxPoolSize: 1,
      retryReads: false,
      readPreference: 'primaryPreferred',
    });
  } catch {
    // Its text may have the password in it.
    throw new Unwell(
      'not_configured',
      `the setting ${setting} is no address of MongoDB`,
      'warning',
    );
  }
}

function unwell(error: unknown, driver: Driver, setting: string): Unwell {
  for (const one of causes(error)) {
    if (!(one instanceof driver.MongoServerError)) continue;
    return refusals.has(one.code)
      ? new Unwell('auth', `it refuses the user of ${setting}`)
      : new Unwell('server_error', `it answers ${one.codeName ?? `error ${String(one.code)}`}`);
  }
  const network = unwellFrom(error);
  if (network.failure !== 'other') return network;
  return error instanceof driver.MongoParseError ||
    error instanceof driver.MongoInvalidArgumentError
    ? new Unwell('not_configured', `the setting ${setting} is no address of MongoDB`, 'warning')
    : new Unwell('unreachable', 'no server of it can be reached');
}

/** The error and what caused it, at most five deep; of a search for a server, what each of them said. */
function causes(error: unknown, depth = 5): unknown[] {
  return depth === 0 || !(error instanceof Error) ? [] : [error, ...causes(error.cause, depth - 1)];
}
