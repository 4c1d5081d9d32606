// Failures of the backups of the Notion Bot API's MongoDB: mongodump loses its connection half-way, and says so.
import type { FailureSwitch } from './parts.js';

const dumpFails = { kind: 'fail_half_way', count: -1 } as const;

export const backupSwitches: readonly FailureSwitch[] = [
  {
    id: 'backup-fails',
    system: 'notion-bot-api',
    title: 'mongodump loses its connection half-way',
    runbook: 'notion-bot-api#mongodb-backup',
    async on({ mongo: { tools } }) {
      await tools.replace({ ...(await tools.get()), mongodump: dumpFails });
    },
    async off({ mongo: { tools } }) {
      const { mongodump: _, ...others } = await tools.get();
      await tools.replace(others);
    },
    async isOn({ mongo: { tools } }) {
      const { mongodump } = await tools.get();
      return mongodump?.kind === dumpFails.kind && mongodump.count !== 0;
    },
  },
];
