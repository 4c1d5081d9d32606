// A name can be resolved: by a certain name server, or as this machine does it. (Runbook 2 "DNS Resolution")
import { lookup, Resolver } from 'node:dns/promises';
import { z } from 'zod';
import { good, notConfigured, Unwell, type Answer, type Probe } from '../probe.js';

/** Share of the deadline that the name server has, so that there is time to say that it doesn't answer. */
const patience = 0.9;
/** Most addresses that are told. */
const told = 3;

const coded = z.object({ code: z.string() });

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  ENODATA: 'the name has no address',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEOUT: 'the name server does not answer',
  ECONNREFUSED: 'the name server does not answer',
  ESERVFAIL: 'the name server failed',
  EREFUSED: 'the name server refuses the question',
};

export function dnsProbe({ host, server }: { host: string; server?: string | undefined }): Probe {
  return async ({ signal, timeoutMs }) => {
    const found = await (server === undefined
      ? byMachine(host)
      : byServer(host, server, { signal, timeoutMs }));
    return answer(host, found);
  };
}

async function byMachine(host: string): Promise<string[]> {
  const found = await lookup(host.replace(/^\[(.*)\]$/, '$1'), { all: true }).catch(fail);
  return found.map(({ address }) => address);
}

async function byServer(
  host: string,
  server: string,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<string[]> {
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs * patience), tries: 1 });
  try {
    resolver.setServers([server]);
  } catch {
    throw notConfigured(`${server} is no address of a name server`);
  }
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    // A host may have addresses of one family only.
    const both = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = both.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const [first] = both;
    if (found.length === 0 && first.status === 'rejected') fail(first.reason);
    return found;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function answer(host: string, found: readonly string[]): Answer {
  const [first] = found;
  if (first === undefined) throw new Unwell('dns', `${host}: the name has no address`);
  return good(`${host} is ${found.slice(0, told).join(', ')}`);
}

/** @throws Unwell dns */
function fail(error: unknown): never {
  const code = coded.safeParse(error).data?.code ?? '';
  const text = (Object.hasOwn(words, code) && words[code]) || 'it can not be resolved';
  throw new Unwell('dns', code === '' ? text : `${text} (${code})`);
}
