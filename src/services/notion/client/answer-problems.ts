// Notion's refusals in words that people can act on, with the fixes of the runbooks. (Notion API, "Status codes")
import type { Problem } from '../../../core/problem.js';
import { redact } from '../../redact.js';
import { NotionProblem } from '../failure-kind.js';
import type { Failure } from './failure.js';

export interface About {
  /** What the call is about: `the page 1b2c…`. */
  about: string;
  /** What a 404 means: a page that is gone, or a database that nobody shared. */
  absent: 'not_found' | 'not_shared';
}

type Answer = Extract<Failure, { kind: 'answer' }>;

/** Longest text of Notion's that is shown, characters. */
const longest = 300;

/** @param answer with a status below 500 */
export function answerProblem(answer: Answer, { about, absent }: About, cause: unknown): Problem {
  switch (answer.status) {
    case 401:
      return new NotionProblem(
        'outside_refused',
        'Notion refused NOTION_API_KEY (401 unauthorized).',
        'It was revoked or replaced: copy the secret of the integration at notion.so/my-integrations, set NOTION_API_KEY, and restart the bot (runbook wittwizz-notion-sync, Authentication Failed).',
        { kind: 'auth', cause },
      );
    case 403:
      return new NotionProblem(
        'outside_refused',
        `The integration may not do this with ${about} (403 restricted_resource).`,
        'Give it the capabilities to read, update and insert content at notion.so/my-integrations; in the database: "..." menu, Connections.',
        { kind: 'not_shared', cause },
      );
    case 404:
      return new NotionProblem(
        'not_found',
        `Notion doesn't have ${about}, or it is not shared with the integration (404 object_not_found).`,
        'Check the id. Open the database in Notion, "..." menu, Connections, and see that the integration is listed (runbook notion-bot-api, Tasks Not Syncing with Notion).',
        { kind: absent, cause },
      );
    case 409:
      return new NotionProblem(
        'outside_unavailable',
        `Somebody else was changing ${about} at the same moment (409 conflict_error).`,
        'Nothing was changed. Try again in a moment.',
        { kind: 'other', cause },
      );
    case 413:
      return new NotionProblem(
        'invalid_input',
        `It is too large for Notion (413): ${told(answer.text)}`,
        'Send less at once.',
        { kind: 'too_large', cause },
      );
    default:
      return isValidation(answer)
        ? validationProblem(told(answer.text), cause)
        : new NotionProblem(
            'outside_refused',
            `Notion refused the request (HTTP ${answer.status}): ${told(answer.text)}`,
            'Check NOTION_API_URL; if that is right, tell the platform team.',
            { kind: 'other', cause },
          );
  }
}

function isValidation({ status, code }: Answer): boolean {
  return status === 400 && (code === 'validation_error' || code === 'invalid_json');
}

function validationProblem(text: string, cause: unknown): Problem {
  const property = propertyIn(text);
  if (/should be ≤|too (?:large|long)/i.test(text))
    return new NotionProblem(
      'invalid_input',
      `Notion refused it: ${text}`,
      'A text has at most 2,000 characters a piece, an array 100 elements (Notion API, Size limits): shorten it.',
      { kind: 'too_large', ...(property === null ? {} : { property }), cause },
    );
  return property === null
    ? new NotionProblem(
        'invalid_input',
        `Notion refused it: ${text}`,
        'Correct the value that it names.',
        { kind: 'other', cause },
      )
    : new NotionProblem(
        'invalid_input',
        `Notion refused it: ${text}`,
        'Names count to the letter and types must match: compare them with `notion schema`; `notion schema --fix` adds what is missing (runbook oberaconnect, Notion Database Schema Mismatch).',
        { kind: 'schema', property, cause },
      );
}

const naming = [
  /Could not find property with name or id: (.+?)\.?$/,
  /^(.+?) is not a property that exists/,
  /^(.+?) is expected to be [a-z_]+/,
  /Property "?(.+?)"? (?:does not exist|is (?:not|of))/i,
  /body\.properties\.([^.[\]]+)/,
];

/** The property that a text of Notion's is about; null where it names none. */
function propertyIn(text: string): string | null {
  for (const pattern of naming) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined && name !== '') return name;
  }
  return null;
}

/** Notion's text on one line, without secrets, cut to what a card has room for. */
function told(text: string): string {
  const line = redact(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
