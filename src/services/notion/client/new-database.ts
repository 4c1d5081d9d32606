// A new database under the same parent as another one. Notion makes it once; whether it did is known or said to be unknown.
import type { JsonObject } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import { NotionProblem } from '../failure-kind.js';
import type { DataSource } from '../notion.js';
import type { Caller } from './call.js';
import type { DataSourceFinder } from './data-source-finder.js';
import { objectIn, partIn, readFirstSource, textIn } from './shapes.js';

/** @throws Problem outcome_unknown where the reply was lost */
export async function newDatabaseBeside(
  { call, finder }: { call: Caller; finder: DataSourceFinder },
  { database, title, properties }: { database: string; title: string; properties: JsonObject },
  signal?: AbortSignal,
): Promise<DataSource> {
  const parent = await parentOf(call, database, signal);
  const made = await call(
    {
      endpoint: 'databases.create',
      method: 'post',
      path: 'databases',
      body: {
        parent,
        title: [{ type: 'text', text: { content: title } }],
        initial_data_source: { properties },
      },
      about: `what the database ${database} lies in`,
      absent: 'not_shared',
      creates: true,
      read: (answer) => ({ id: textIn(objectIn(answer), 'id'), source: readFirstSource(answer) }),
    },
    signal,
  );
  const { id, source } = made;
  const seen = source === null ? finder.find(id, signal) : finder.byId(source, signal);
  return seen.catch((cause: unknown) => {
    throw madeUnseen(id, cause);
  });
}

/** Where a database lies, as a parent for another one. */
async function parentOf(call: Caller, database: string, signal?: AbortSignal): Promise<JsonObject> {
  const parent = await call(
    {
      endpoint: 'databases.retrieve',
      method: 'get',
      path: `databases/${database}`,
      about: `the database ${database}`,
      absent: 'not_shared',
      read: (answer) => partIn(objectIn(answer), 'parent'),
    },
    signal,
  );
  if (parent['type'] === 'workspace') return { type: 'workspace', workspace: true };
  const page = parent['page_id'];
  if (page !== undefined) return { type: 'page_id', page_id: page };
  throw new Problem(
    'not_possible',
    `The database ${database} lies in a block of a page, and Notion makes new databases only in pages.`,
    'Turn it into a page of its own in Notion ("..." menu, Turn into page), then try again.',
  );
}

function madeUnseen(id: string, cause: unknown): Problem {
  return new NotionProblem(
    'outcome_unknown',
    `The new database ${id} was made, but could not be read afterwards.`,
    "Look at it in Notion. Don't make it again.",
    { kind: 'unavailable', cause },
  );
}
