// The shapes of what is read from Notion through the cache, for answers that another replica has left in Redis.
import { z } from 'zod';
import { jsonSchema } from '../../core/json.js';
import type { DataSource, NotionPage, PropertyValue, QueryPage } from '../notion/notion.js';

export const dataSourceSchema: z.ZodType<DataSource> = z.object({
  id: z.string(),
  databaseId: z.string(),
  title: z.string(),
  url: z.string(),
  properties: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.string(),
      options: z.array(z.string()),
    }),
  ),
});

const propertyValueSchema: z.ZodType<PropertyValue> = z
  .object({ id: z.string(), type: z.string() })
  .catchall(jsonSchema);

const pageSchema: z.ZodType<NotionPage> = z.object({
  id: z.string(),
  databaseId: z.string().nullable(),
  dataSourceId: z.string().nullable(),
  createdAt: z.number(),
  editedAt: z.number(),
  inTrash: z.boolean(),
  url: z.string(),
  properties: z.record(z.string(), propertyValueSchema),
});

export const queryPageSchema: z.ZodType<QueryPage> = z.object({
  pages: z.array(pageSchema),
  next: z.string().nullable(),
  incomplete: z.boolean(),
});
