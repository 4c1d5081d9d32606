// Asks the sandbox. Paths are relative to the page, so that it works wherever it is served.
import type { ClientAction, ClientResult, ClientState } from '../../slack/protocol.js';

export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function getJson<Body>(path: string): Promise<Body> {
  return answer<Body>(await fetch(path, { headers: { accept: 'application/json' } }));
}

export async function sendJson<Body>(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
): Promise<Body> {
  const headers = { 'content-type': 'application/json' };
  return answer<Body>(await fetch(path, { method, headers, body: JSON.stringify(body) }));
}

async function answer<Body>(response: Response): Promise<Body> {
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  if (!response.ok || !isJson) {
    const why = isJson ? JSON.stringify(await response.json()) : response.statusText;
    throw new HttpError(isJson ? response.status : 404, why);
  }
  // The page and the sandbox are built from the same types.
  const body: Body = await response.json();
  return body;
}

const as = (person: string): string => `as=${encodeURIComponent(person)}`;

export function fetchState(person: string): Promise<ClientState> {
  return getJson<ClientState>(`client/state?${as(person)}`);
}

/** Does what the person does. A server that can't be reached is an answer too. */
export async function act(person: string, action: ClientAction): Promise<ClientResult> {
  try {
    return await sendJson<ClientResult>('POST', `client/act?${as(person)}`, action);
  } catch (error) {
    const why = error instanceof HttpError ? error.message : 'The sandbox does not answer.';
    return { ok: false, error: why };
  }
}

export function eventsUrl(person: string): string {
  const url = new URL(`client/events?${as(person)}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
