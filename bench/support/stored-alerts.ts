// Which of the alerts that were sent the bot has stored, and how many notifications it has still to work on.
import { z } from 'zod';
import { alerts, deliveries } from '../../src/services/alerts/records.js';
import { connect } from '../../src/services/store/sqlite-connection.js';

const idsSchema = z.array(z.object({ id: z.string() }));
const countSchema = z.array(z.object({ many: z.number() }));

export interface StoredAlerts {
  ids(): Set<string>;
  waiting(): number;
  close(): void;
}

/** @param directory PPM_DATA_DIR of a bot, which may be running */
export function openStored(directory: string): StoredAlerts {
  const connection = connect(directory);
  return {
    ids() {
      const rows = connection.all('SELECT id FROM documents WHERE collection = ?', [alerts.name]);
      return new Set(idsSchema.parse(rows).map(({ id }) => id));
    },
    waiting() {
      const sql = 'SELECT COUNT(*) AS many FROM documents WHERE collection = ?';
      return countSchema.parse(connection.all(sql, [deliveries.name]))[0]?.many ?? 0;
    },
    close: () => connection.close(),
  };
}
