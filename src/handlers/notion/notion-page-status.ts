// `notion page status`: sets one page's status, by the name of it or something near.
// (Runbook wittwizz, "Rollback to Last Known Good State": reset-page-status.sh --page-id --status)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import type { PropertySchema } from '../../services/notion/notion.js';
import { fullName, placedPage, type PlacedPage } from '../../services/notion/writing/page-place.js';
import {
  checkPageWrite,
  pageWriteData,
  planPageWrite,
  reconcilePageWrite,
  valuesBefore,
  writePage,
} from '../../services/notion/writing/page-write.js';
import { contentText } from '../../services/notion/writing/read-text.js';
import { allowed, nearestOption } from '../../services/notion/writing/write-value.js';

export const notionPageStatus = defineAction({
  id: 'notion.page.status',
  family: 'Notion',
  summary: 'Set the status of a Notion page',
  runbook: 'wittwizz-notion-sync#rollback-to-last-known-good-state',
  examples: ['notion page status 0f1e2d3c4b5a69788796a5b4c3d2e1f0 Backlog'],
  args: ['page', 'status'],
  rest: true,
  risk: 'guarded',
  input: z.object({
    page: z.string().min(1).describe('Id or address of the page'),
    status: z.string().trim().min(1).max(100).describe('One of the statuses of its database'),
  }),
  data: pageWriteData,

  async plan(input, { notion, systems, signal }) {
    const placed = await placedPage(input.page, { notion: notion.people, systems, signal });
    const { name, type, options } = statusProperty(placed);
    const status = nearestOption(options, input.status);
    if (status === null)
      throw new Problem(
        'invalid_input',
        `${name} can't be ${JSON.stringify(input.status)}: ${allowed(options)}.`,
        'Write one of those; case does not matter.',
        { field: 'status' },
      );
    const guessed = status.toLowerCase() !== input.status.toLowerCase();
    return planPageWrite(
      placed,
      [{ name, type, content: { name: status } }],
      guessed ? [`${JSON.stringify(input.status)} is read as ${status}.`] : [],
    );
  },

  async run({ data }, { notion, step, signal }) {
    await step('write', () => writePage(notion.people, data, signal));
  },

  verify: ({ data }, { notion, signal }) => checkPageWrite(notion.people, data, signal),

  undo({ data }) {
    const [change] = data.changes;
    const before = change ? contentText(change.type, change.before) : '';
    // No status at all is nothing that this operation sets.
    return before === ''
      ? { operation: 'notion.page.update', input: { page: data.page, values: valuesBefore(data) } }
      : { operation: 'notion.page.status', input: { page: data.page, status: before } };
  },

  reconcile: ({ data }, { notion }) => reconcilePageWrite(notion.people, data),
});

/** @throws Problem not_possible when the database has no property that could be it */
function statusProperty({ database, source }: PlacedPage): PropertySchema {
  const wanted = database.status.property;
  const property = source.properties.find(
    ({ name, type }) => name === wanted && (type === 'status' || type === 'select'),
  );
  if (property) return property;
  throw new Problem(
    'not_possible',
    `${fullName(database)} has no property ${wanted} of type status or select.`,
    'Name the right one in ppm.config.yaml under status.property, or use `notion page update`.',
  );
}
