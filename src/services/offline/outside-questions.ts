// Which questions are answered from what was last known while offline mode is on: those about the contents of Notion,
// Databricks and MongoDB. All others are answered live: they read the bot's own records, or their very answer is how the
// outside is now (`health`, `diagnose`, `metrics`, `notion access`), and an old answer to that would mislead. A new operation
// is live until it is named here: at worst it says that the outside does not answer.

const outsideQuestions: ReadonlySet<string> = new Set([
  'freshness',
  'watermarks',
  'notion.schema',
  'notion.duplicates',
  'notion.stale',
  'notion.velocity',
  'table.history',
  'table.preview',
  'task.show',
]);

/** @param id of an operation that only reads */
export function isOutsideQuestion(id: string): boolean {
  return outsideQuestions.has(id);
}
