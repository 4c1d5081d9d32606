// The store that the settings ask for: MongoDB where MONGODB_URI says so, else one file in PPM_DATA_DIR.
import { openMongo } from './mongo.js';
import { openSqlite } from './sqlite.js';
import type { Store } from './store.js';

/** Where the bot's memory is, as its settings say it. */
export interface StorePlace {
  MONGODB_URI?: string | undefined;
  PPM_DATA_DIR: string;
}

/** @throws Problem store_unavailable when the file can't be opened; MongoDB is asked at the first verb */
export function openStore({ MONGODB_URI, PPM_DATA_DIR }: StorePlace): Store {
  return MONGODB_URI === undefined ? openSqlite(PPM_DATA_DIR) : openMongo(MONGODB_URI);
}
