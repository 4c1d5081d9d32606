// A small folder of pretend files that is searched for exposed keys: one of them has one. (Runbook orchestra, "Security
// Procedures")
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Never any system's: put together here, so that this file itself has no key in it. */
export const exposedKey = ['ntn', '4417709216aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789'].join('_');

const files = {
  'README.md': '# Orchestra AI Notion workspace\n\nCopy `.env.example` to `.env` and fill it in.\n',
  '.env.example': 'NOTION_API_TOKEN=secret_your_token_here\nNOTION_WORKSPACE_ID=\n',
  'config/notion_config.py': [
    'import os',
    '',
    'NOTION_API_TOKEN = os.environ["NOTION_API_TOKEN"]',
    'CACHE_TTL_SECONDS = 300',
    '',
  ].join('\n'),
  'scripts/notion_daily_summary.py': [
    '# TODO: take it from the environment',
    `TOKEN = "${exposedKey}"`,
    '',
    'def summary():',
    '    return {"tasks_completed": 0}',
    '',
  ].join('\n'),
} as const;

/** The file with the key, in the folder. */
export const exposedFile = 'scripts/notion_daily_summary.py' satisfies keyof typeof files;

export function writeExposedFiles(folder: string): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
