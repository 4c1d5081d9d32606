// Notion: does it take the token? Asked beside the client, so that neither its circuit nor its budget stands in between; but
// while Notion wants silence nobody asks. (Runbook 1 "401 Unauthorized"; runbook 3 "Authentication Failed")
import { z } from 'zod';
import { getAddress } from '../get-address.js';
import { jsonIn } from '../json-answer.js';
import type { NotionConnection } from '../../notion/notion.js';
import { good, notConfigured, Unwell, type Probe } from '../probe.js';
import { failureOfStatus } from './http.js';

export interface NotionParts {
  notion: Pick<NotionConnection, 'budget'>;
  /** Without `/v1`. */
  notionApiUrl: string;
  notionToken: string | undefined;
  /** Epoch milliseconds. */
  now: () => number;
}

const me = z.object({ name: z.string().nullish() });

export function notionProbe({ notion, notionApiUrl, notionToken, now }: NotionParts): Probe {
  return async ({ signal }) => {
    if (notionToken === undefined) throw notConfigured('the setting NOTION_API_KEY is missing');
    const { closedUntil } = notion.budget();
    if (closedUntil !== null && closedUntil > now())
      throw limited(`Notion wants silence for ${Math.ceil((closedUntil - now()) / 1000)} s more`);
    const got = await getAddress(`${notionApiUrl.replace(/\/$/, '')}/v1/users/me`, {
      headers: { authorization: `Bearer ${notionToken}`, 'notion-version': '2025-09-03' },
      signal,
    });
    if (got.status === 429) throw limited('HTTP 429: too many calls');
    if (got.status === 401) throw new Unwell('auth', 'HTTP 401: NOTION_API_KEY is refused');
    if (got.status !== 200)
      throw new Unwell(failureOfStatus(got.status), `HTTP ${got.status} of Notion`);
    const found = me.safeParse(jsonIn(got.text)).data;
    if (!found) throw new Unwell('unexpected_body', 'what it answers is not what Notion answers');
    return good(`takes the token${found.name ? ` of ${found.name}` : ''}`);
  };
}

/** It passes by itself. */
function limited(said: string): Unwell {
  return new Unwell('rate_limit', said, 'warning');
}
