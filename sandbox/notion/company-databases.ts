// The databases of the pretend company's Notion, as they are when it opens. The same at each start, but for the times.
import { financeDatabases } from './company/finance.js';
import { workspaceDatabases } from './company/workspaces.js';
import type { DatabaseSeed } from './protocol.js';

/** @param now epoch milliseconds: the last hours and days before it are full of edits */
export function companyDatabases(now: number): DatabaseSeed[] {
  return [...financeDatabases(now), ...workspaceDatabases(now)];
}
