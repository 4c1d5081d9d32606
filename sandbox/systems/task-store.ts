// The records of the pretend Notion Bot API in its MongoDB. It is connected to at the first use.
import { MongoClient, ObjectId, type Collection, type Document } from 'mongodb';
import type { MongoSimulator } from '../mongodb/index.js';
import { botTasks, type Task } from './bot-tasks.js';

const database = 'notion_bot';
const collection = 'tasks';
/** Where the records are, for who looks at them past the driver. */
export const namespace = `${database}.${collection}`;

interface TaskDocument {
  title: string;
  status: string;
  priority: string;
  assignee: string;
  due_date: string;
  notion_page_id: string;
}

/** For startMongo: a record for each task, some of them left behind. */
export function taskDocuments(now: number): Record<string, Document[]> {
  const documents = botTasks(now).map(({ recordId, pageId, editedAt, inMongo }) => ({
    _id: new ObjectId(recordId),
    ...fieldsOf(inMongo),
    notion_page_id: pageId,
    updated_at: new Date(editedAt),
  }));
  return { [namespace]: documents };
}

export interface TaskStore {
  /** Id of the Notion page of a record, given the record's `_id` or that page's id; null: there is no such record. */
  pageOf(id: string): Promise<string | null>;
  /** Ids of all records' pages. */
  pages(): Promise<string[]>;
  /** @returns whether anything was different */
  put(pageId: string, task: Task): Promise<boolean>;
  close(): Promise<void>;
}

export function openTaskStore(mongo: Pick<MongoSimulator, 'uri' | 'update'>): TaskStore {
  let client: MongoClient | undefined;
  const tasks = (): Collection<TaskDocument> => {
    client ??= new MongoClient(mongo.uri, { serverSelectionTimeoutMS: 3_000 });
    return client.db(database).collection<TaskDocument>(collection);
  };
  return {
    async pageOf(id) {
      const known = /^[0-9a-f]{24}$/i.test(id) ? { _id: new ObjectId(id) } : { notion_page_id: id };
      return (await tasks().findOne(known))?.notion_page_id ?? null;
    },
    async pages() {
      const all = await tasks().find({}).toArray();
      return all.map((record) => record.notion_page_id);
    },
    async put(pageId, task) {
      const record = await tasks().findOne({ notion_page_id: pageId });
      const fields = fieldsOf(task);
      if (!record || isEqual(record, fields)) return false;
      return mongo.update(namespace, record._id, { ...fields, updated_at: new Date() });
    },
    async close() {
      await client?.close();
    },
  };
}

type Fields = Omit<TaskDocument, 'notion_page_id'>;

/** A task as its record has it. */
export function fieldsOf({ dueDate, ...rest }: Task): Fields {
  return { ...rest, due_date: dueDate };
}

function isEqual(record: Fields, fields: Fields): boolean {
  const { title, status, priority, assignee, due_date } = fields;
  return (
    record.title === title &&
    record.status === status &&
    record.priority === priority &&
    record.assignee === assignee &&
    record.due_date === due_date
  );
}
