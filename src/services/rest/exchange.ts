// One HTTP exchange of JSON with a REST service. Not by fetch: Node's can't be told to trust another certificate, and doesn't
// tell whether a request was sent, which decides whether it may have done something.
import { request as requestPlainly, type IncomingMessage } from 'node:http';
import { Agent, request as requestSecurely } from 'node:https';

export interface Exchange {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** As JSON; nothing without it. */
  body?: unknown;
  /** What HTTPS connections go through; `agentFor` makes it. */
  agent: Agent | undefined;
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Nothing came back. `isSent`: the request had left, so it may have been carried out. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly isSent: boolean;

  constructor(message: string, isSent: boolean, cause: unknown) {
    super(message, { cause });
    this.isSent = isSent;
  }
}

/** Bytes of an answer that are read: a run's output is at most 5 MB. (Databricks, "Get the output for a single run") */
const mostRead = 8 * 1024 * 1024;

/** @param pem authorities to trust instead of the usual ones; null: the usual ones */
export function agentFor(pem: string | null): Agent {
  return new Agent({ keepAlive: true, maxSockets: 8, ...(pem === null ? {} : { ca: pem }) });
}

/** @throws NoAnswer; the signal's reason when nothing was sent yet */
export async function exchange(asked: Exchange): Promise<Answer> {
  const { method, url, body, agent, signal } = asked;
  signal.throwIfAborted();
  const text = body === undefined ? null : JSON.stringify(body);
  let isSent = false;
  try {
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? requestSecurely : requestPlainly)(url, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'ppm-oncall',
        ...(text === null
          ? {}
          : {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(text)),
            }),
        ...asked.headers,
      },
      ...(isSecure ? { agent } : {}),
      signal,
    });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', reject);
      request.once('socket', (socket) => {
        const sent = (): void => {
          isSent = true;
        };
        if (!socket.connecting) sent();
        else socket.once(isSecure ? 'secureConnect' : 'connect', sent);
      });
      request.end(text ?? undefined);
    });
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await read(answer) };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new NoAnswer(why, isSent, error);
  }
}

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostRead) throw new Error('the answer is larger than 8 MiB');
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
