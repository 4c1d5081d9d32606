// `notion page update`: changes properties of one page by hand.
// (Runbook wittwizz, "Manual Page Update": PATCH /v1/pages)
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import {
  parseValues,
  settingsFrom,
  valuesInput,
} from '../../services/notion/writing/given-values.js';
import { pageFields } from '../../services/notion/writing/page-fields.js';
import { placedPage } from '../../services/notion/writing/page-place.js';
import {
  checkPageWrite,
  pageWriteData,
  planPageWrite,
  reconcilePageWrite,
  valuesBefore,
  withoutUntouched,
  writePage,
} from '../../services/notion/writing/page-write.js';

export const notionPageUpdate = defineAction({
  id: 'notion.page.update',
  family: 'Notion',
  summary: 'Change properties of a Notion page',
  runbook: 'wittwizz-notion-sync#manual-page-update',
  examples: [
    'notion page update 0f1e2d3c4b5a69788796a5b4c3d2e1f0 Status=In Progress; Notes=Updated manually',
    `notion page update 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --values '{"Status": "Done"}'`,
  ],
  args: ['page', 'values'],
  rest: true,
  risk: 'guarded',
  input: z.object({
    page: z.string().min(1).describe('Id or address of the page'),
    values: valuesInput,
  }),
  data: pageWriteData,

  moreInto: 'values',
  async more(given, { notion, systems, signal }) {
    if (typeof given['page'] !== 'string' || given['page'] === '') return null;
    const { page, source } = await placedPage(given['page'], {
      notion: notion.people,
      systems,
      signal,
    });
    return { replaces: 'values', fields: pageFields(source.properties, page) };
  },

  async plan(input, { notion, systems, signal }) {
    const given = parseValues(input.values);
    const placed = await placedPage(input.page, { notion: notion.people, systems, signal });
    const typed = withoutUntouched(given, placed.page);
    return planPageWrite(placed, settingsFrom(placed.source.properties, typed));
  },

  async run({ data }, { notion, step, signal }) {
    await step('write', () => writePage(notion.people, data, signal));
  },

  verify: ({ data }, { notion, signal }) => checkPageWrite(notion.people, data, signal),

  undo: ({ data }) => ({
    operation: 'notion.page.update',
    input: { page: data.page, values: valuesBefore(data) },
  }),

  reconcile: ({ data }, { notion }) => reconcilePageWrite(notion.people, data),
});
