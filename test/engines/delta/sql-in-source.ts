// Which statements the bot can send, read from its source: every text that begins as SQL does. So a statement that is new
// is on the list by itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Template {
  /** As it stands in the source, without what is filled in. */
  text: string;
  file: string;
  /** Finds it in a statement that was sent. */
  pattern: RegExp;
}

const begins =
  /^(?:REMOVE …$|\(?(?:SELECT|MERGE INTO|DELETE FROM|UPDATE|INSERT (?:INTO|OVERWRITE)|CREATE (?:OR REPLACE )?(?:TABLE|VIEW|SCHEMA|VOLUME)|ALTER TABLE|DROP \w+|TRUNCATE TABLE|RESTORE TABLE|OPTIMIZE …|VACUUM …|DESCRIBE (?:HISTORY|DETAIL|TABLE)|SHOW \w+|SET|USE|PUT …|COPY INTO|CALL|GRANT|ANALYZE) .)/s;

/** SQL of SQLite, which keeps the bot's own state. */
const sqlite = /\/(?:store|backups)\//;

const services = join(import.meta.dirname, '../../../src/services');

/** A text's end, and the text with `…` for each `${…}`. `from` stands behind the opening quote. */
function readText(source: string, from: number, quote: string): { text: string; end: number } {
  let text = '';
  let i = from;
  while (i < source.length && source[i] !== quote) {
    if (source[i] === '\\') {
      text += source[i + 1] === 'n' ? '\n' : (source[i + 1] ?? '');
      i += 2;
    } else if (quote === '`' && source.startsWith('${', i)) {
      text += '…';
      i = skipCode(source, i + 2);
    } else {
      text += source[i];
      i += 1;
    }
  }
  return { text, end: i + 1 };
}

/** Behind the `}` that closes what is filled in. */
function skipCode(source: string, from: number): number {
  let depth = 0;
  let i = from;
  for (;;) {
    const c = source[i] ?? '}';
    if (c === '}' && depth === 0) return i + 1;
    if (c === '{') depth += 1;
    if (c === '}') depth -= 1;
    i = /['"`]/.test(c) ? readText(source, i + 1, c).end : i + 1;
  }
}

/** Every text in a source, those that are filled into others too. */
function textsIn(source: string): string[] {
  const code = source.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '').replaceAll(/\s\/\/ .*$/gm, '');
  const texts: string[] = [];
  for (const { index, 0: quote } of code.matchAll(/['"`]/g))
    texts.push(readText(code, index + 1, quote).text);
  return texts;
}

function templateOf(text: string, file: string): Template {
  const pieces = text
    .split('…')
    .map((piece) =>
      piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`),
    );
  return { text, file, pattern: new RegExp(pieces.join(String.raw`[\s\S]*?`)) };
}

/** All of the bot's statements, and the pieces they are made of. */
export function sqlInSource(): Template[] {
  const files = readdirSync(services, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !sqlite.test(`/${name}`))
    .toSorted();
  return files.flatMap((file) =>
    textsIn(readFileSync(join(services, file), 'utf8'))
      .filter((text) => begins.test(text))
      .map((text) => templateOf(text, file)),
  );
}
