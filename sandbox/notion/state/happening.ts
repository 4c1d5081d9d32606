// What changed in the pretended Notion, for whoever subscribes to its events.
import type { Database, Page } from './page.js';

export type Happening =
  | { type: 'page.created' | 'page.deleted' | 'page.undeleted' | 'page.moved'; page: Page }
  | { type: 'page.properties_updated'; page: Page; properties: readonly string[] }
  | {
      type: 'data_source.schema_updated';
      database: Database;
      properties: readonly {
        id: string;
        name: string;
        action: 'created' | 'updated' | 'deleted';
      }[];
    };
