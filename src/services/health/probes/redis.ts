// Redis answers a ping. Each probe has a connection of its own that is never made again by itself, and is closed with it.
// The driver is loaded at the first probe. (Runbook 4 "Redis")
import type { SettingOf } from '../../commands/environment.js';
import { good, notConfigured, Unwell, type Probe } from '../probe.js';
import { unwellFrom } from '../unwell-from.js';

export function redisProbe(
  { setting }: { setting: string },
  { settingOf }: { settingOf: SettingOf },
): Probe {
  return async ({ signal, timeoutMs }) => {
    const url = settingOf(setting);
    if (url === undefined) throw notConfigured(`the setting ${setting} is missing`);
    if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol))
      throw notConfigured(`the setting ${setting} is no address of Redis`);
    const { Redis } = await import('ioredis');
    signal.throwIfAborted();
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: Math.ceil(timeoutMs),
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      connectionName: 'ppm-oncall-probe',
    });
    // What the connection itself says is told as an event only: a command just fails without a reason.
    const heard: unknown[] = [];
    redis.on('error', (error) => heard.push(error));
    const close = (): void => redis.disconnect();
    signal.addEventListener('abort', close, { once: true });
    try {
      await redis.connect();
      await redis.ping();
      return good('answers a ping');
    } catch (error) {
      throw unwell([...heard, error], setting);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  };
}

function unwell(errors: readonly unknown[], setting: string): Unwell {
  const replies = errors.flatMap((error) => (error instanceof Error ? [error.message] : []));
  // Redis names the kind of an error by its first word. (Redis protocol, "Simple errors")
  if (replies.some((text) => /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password)/.test(text)))
    return new Unwell('auth', `it refuses the password of ${setting}`);
  if (replies.some((text) => text.startsWith('LOADING')))
    return new Unwell('server_error', 'it is loading its data', 'warning');
  const known = errors.map((error) => unwellFrom(error)).find(({ failure }) => failure !== 'other');
  return known ?? new Unwell('unreachable', 'it closed the connection without an answer');
}
