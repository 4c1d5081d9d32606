// The cells of tables: text, numbers, rich text.
import { isRecord, records, text, type Json } from '../../slack/json.js';
import { RichText } from './rich-text.js';

export function Cell({ cell }: { cell: unknown }) {
  if (!isRecord(cell)) return null;
  if (cell.type === 'rich_text') return <RichText of={cell} />;
  return <>{text(cell.text) ?? ''}</>;
}

export function rowsOf(block: Json): Json[][] {
  return Array.isArray(block.rows) ? block.rows.map((row: unknown) => records(row)) : [];
}

export function isNumber(cell: unknown): boolean {
  return isRecord(cell) && cell.type === 'raw_number';
}

/** What a cell says, to sort by. */
export function cellText(cell: unknown): string {
  if (!isRecord(cell)) return '';
  const own = text(cell.text);
  return own ?? records(cell.elements).map(cellText).join(' ');
}
