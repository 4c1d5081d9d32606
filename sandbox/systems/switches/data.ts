// Failures that are wrong data. They are there from the start, as the runbooks found them; switched off they are put right.
import { ObjectId } from 'mongodb';
import { notionDatabases } from '../../company.js';
import { hour } from '../../notion/company/values.js';
import { botTasks, type Task } from '../bot-tasks.js';
import { fieldsOf, namespace } from '../task-store.js';
import { taskOf } from '../notion-tasks.js';
import type { Breakable, FailureSwitch } from './parts.js';

const { customerStatus, risks, botTasks: taskDatabase } = notionDatabases;
const missing = 'Open tickets';
const watermarks = 'main.bronze.notion_sync_watermarks';
const staleHours = 31;
const staleAfterHours = 24;

export const dataSwitches: readonly FailureSwitch[] = [
  {
    id: 'schema-changed',
    system: 'oberaconnect',
    title: 'A property that the sync expects is missing',
    runbook: 'oberaconnect#4-notion-database-schema-mismatch',
    on: ({ notion }) => notion.changeProperty(customerStatus.id, missing, null),
    off: ({ notion }) =>
      notion.changeProperty(customerStatus.id, missing, {
        type: 'number',
        number: { format: 'number' },
      }),
    isOn({ notion }) {
      const [page] = notion.pages(customerStatus.id, 1);
      return page !== undefined && !Object.hasOwn(page.properties, missing);
    },
  },
  {
    id: 'duplicates',
    system: 'oberaconnect',
    title: 'Customers stand in Notion more than once',
    runbook: 'oberaconnect#5-duplicate-records-in-notion',
    on(company) {
      if (olderOnes(company).length > 0) return;
      const { notion } = company;
      const gone = notion.pages(customerStatus.id).filter(({ inTrash }) => inTrash);
      for (const { id } of gone) notion.returnPage(id);
    },
    off(company) {
      for (const id of olderOnes(company)) company.notion.trashPage(id);
    },
    isOn: (company) => olderOnes(company).length > 0,
  },
  {
    id: 'stale-data',
    system: 'finance-ppm',
    title: 'Risks have not been synced for 31 hours',
    runbook: 'finance-ppm#data-freshness-verification',
    on: (company) => mark(company, staleHours),
    off: (company) => mark(company, 2),
    async isOn({ warehouse, now }) {
      if (!hasTable(warehouse, watermarks)) return false;
      const { rows } = await warehouse.query(
        `SELECT count(*) FROM ${watermarks} WHERE database_id = '${risks.id}'
         AND last_synced_at < TIMESTAMP '${new Date(now() - staleAfterHours * hour).toISOString()}'`,
      );
      return Number(rows[0]?.[0]) > 0;
    },
  },
  {
    id: 'task-not-synced',
    system: 'notion-bot-api',
    title: 'Records in MongoDB say something else than their pages',
    runbook: 'notion-bot-api#issue-3-tasks-not-syncing-with-notion',
    on(company) {
      const inNotion = tasksInNotion(company);
      for (const { recordId, pageId, leftBehind } of botTasks(company.now())) {
        const task = inNotion.get(pageId);
        if (task) put(company, recordId, { ...task, ...leftBehind });
      }
    },
    off(company) {
      const inNotion = tasksInNotion(company);
      for (const { recordId, pageId } of botTasks(company.now())) {
        const task = inNotion.get(pageId);
        if (task) put(company, recordId, task);
      }
    },
    isOn(company) {
      const inNotion = tasksInNotion(company);
      return company.mongo.documents(namespace).some((record) => {
        const task = inNotion.get(String(record['notion_page_id']));
        return task !== undefined && !isSame(record, { ...record, ...fieldsOf(task) });
      });
    },
  },
];

/** Ids of customers' pages of whose name there is a newer one. */
function olderOnes({ notion }: Breakable): string[] {
  const newest = new Map<string, number>();
  const pages = notion
    .pages(customerStatus.id)
    .filter(({ inTrash }) => !inTrash)
    .map((page) => ({ ...page, name: JSON.stringify(page.properties['Name']) }))
    .toSorted((a, b) => b.editedAt - a.editedAt);
  return pages.flatMap(({ id, name, editedAt }) => {
    if (newest.has(name)) return [id];
    newest.set(name, editedAt);
    return [];
  });
}

async function mark({ warehouse, now }: Breakable, hoursAgo: number): Promise<void> {
  if (!hasTable(warehouse, watermarks)) return;
  const at = new Date(now() - hoursAgo * hour).toISOString();
  await warehouse.query(
    `UPDATE ${watermarks} SET last_synced_at = TIMESTAMP '${at}' WHERE database_id = '${risks.id}'`,
  );
}

/** A company for a test may have none. */
export function hasTable({ tables }: Breakable['warehouse'], name: string): boolean {
  return tables().some(({ fullName }) => fullName.join('.') === name);
}

function tasksInNotion({ notion }: Breakable): Map<string, Task> {
  return new Map(notion.pages(taskDatabase.id).map((page) => [page.id, taskOf(page.properties)]));
}

function put({ mongo }: Breakable, recordId: string, task: Task): void {
  mongo.update(namespace, new ObjectId(recordId), fieldsOf(task));
}

const isSame = (one: object, other: object): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
