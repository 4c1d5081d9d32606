// What an address answered, as lines for the thread.
import { z } from 'zod';
import type { Reply } from './call-address.js';

/** Where services say in words what happened. */
const worded = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  detail: z.string().optional(),
  status: z.string().optional(),
});

/** `last`: what it says in short; null where that is no JSON. */
export function replyLines(reply: Reply): { lines: string[]; last: string | null } {
  const { status, text, location } = reply;
  const first = [`Answered ${status}`, ...(location === null ? [] : [`it points to ${location}`])];
  const more = reply.isCut ? ['(there is more)'] : [];
  if (text.trim() === '') return { lines: [first.join(', '), ...more], last: null };
  if (!isText(reply))
    return { lines: [`${first.join(', ')} with ${reply.type || 'no text'}`], last: null };
  const json = reply.isCut ? undefined : parsed(text);
  if (json === undefined)
    return {
      lines: [first.join(', '), ...text.trimEnd().split(/\r\n|\n|\r/), ...more],
      last: null,
    };
  const says = worded.safeParse(json).data ?? {};
  const last = says.message ?? says.error ?? says.detail ?? says.status ?? JSON.stringify(json);
  return {
    lines: [first.join(', '), ...JSON.stringify(json, null, 2).split('\n')],
    last,
  };
}

function isText({ type, text }: Reply): boolean {
  return /^$|^text\/|json|xml|yaml|x-www-form-urlencoded/.test(type) && !text.includes('\0');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
