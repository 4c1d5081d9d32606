// Names, ids, times and lists as people and systems write them: read as what they plainly are, or refused; and no name that
// was let through can become anything but one name in SQL, as the tokenizer of the pretended warehouse reads it.
import * as fc from 'fast-check';
import { IANAZone } from 'luxon';
import { tokenize } from '../../sandbox/databricks/sql/tokenizer.js';
import { incidentId, linkedAlert } from '../../src/core/incident-id.js';
import { runId } from '../../src/core/run-id.js';
import { shortId } from '../../src/core/short-id.js';
import { patternOf } from '../../src/services/alerts/routing/safe-pattern.js';
import { instantOf } from '../../src/services/alerts/cleaned.js';
import { matchText, parseMatch } from '../../src/services/alerts/silencing/match.js';
import { runIdOf } from '../../src/services/databricks/jobs/run-words.js';
import { parseTableName, quoteTable, showTable } from '../../src/services/databricks/table-name.js';
import { dispatchOf } from '../../src/services/github/workflow-file.js';
import {
  nameOfIndex,
  parseIndexes,
  typedIndex,
} from '../../src/services/mongodb/admin-index-keys.js';
import { notionId } from '../../src/services/notion/notion-id.js';
import { parseValues } from '../../src/services/notion/writing/given-values.js';
import { timeOf } from '../../src/services/oncall/times.js';
import { cronFault, cronLine } from '../../src/services/schedule/cron-line.js';
import { cursorAt, readCursor } from '../../src/services/store/cursor.js';
import { spanOf } from '../../src/services/sync/when.js';
import { fuzzing, must, orProblem } from './fuzz.js';
import { plan } from './plan.js';
import { hostileText, mutated } from './texts.js';

const { fuzz } = fuzzing(plan.identifiers);
const day = 86_400_000;

const tables = mutated(['main.silver.projects', '`main`.`silver`.`projects`', 'silver.projects']);
fuzz('a table is three plain names, or refused', 70_000, fc.oneof(tables, hostileText), (text) => {
  const name = orProblem(() => parseTableName(text, 'main'));
  if (!name) return;
  const parts = [name.catalog, name.schema, name.table];
  must(
    parts.every((part) => /^[a-z_][a-z0-9_]{0,254}$/.test(part)),
    'plain names',
    text,
  );
  const tokens = tokenize(`VACUUM ${quoteTable(name)} RETAIN 168 HOURS`);
  const shape =
    'word VACUUM,quoted ?,symbol .,quoted ?,symbol .,quoted ?,word RETAIN,number 168,word HOURS';
  const quoted = tokens.filter(({ kind }) => kind === 'quoted').map((token) => token.text);
  must(JSON.stringify(quoted) === JSON.stringify(parts), 'the names in SQL are these', text);
  const found = tokens.map(({ kind, text: said }) => `${kind} ${kind === 'quoted' ? '?' : said}`);
  must(found.join() === shape, 'SQL has nothing else in it', text, found);
  const again = parseTableName(showTable(name), 'other');
  must(JSON.stringify(again) === JSON.stringify(name), 'it is read again', text);
});

const pages = mutated([
  '0123456789abcdef0123456789abcdef',
  '01234567-89ab-cdef-0123-456789abcdef',
  'https://www.notion.so/acme/Recovery-0123456789abcdef0123456789abcdef?v=ffffffffffffffffffffffffffffffff',
  'https://www.notion.so/acme/0123456789abcdef0123456789abcdef?p=ffffffffffffffffffffffffffffffff&pm=s',
]);
fuzz(
  'a Notion id is 32 digits of the text, or none',
  60_000,
  fc.oneof(pages, hostileText),
  (text) => {
    const id = notionId(text);
    if (id === null) return;
    must(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id), 'it has the form', text, id);
    must(notionId(id) === id, 'it is read again', text);
    const digits = decoded(text).toLowerCase().replaceAll('-', '');
    must(digits.includes(id.replaceAll('-', '')), 'it stands in the text', text, id);
  },
);

/** An address may have its digits percent-encoded, and what else a browser would read as the same. */
function decoded(text: string): string {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return text;
  const url = new URL(trimmed);
  return `${text} ${url.pathname} ${url.searchParams.get('p') ?? ''}`;
}

const ids = mutated(['R-7K2QMF', 'I-0H4ZTC', 'G-0H4ZTC', 'T-7K2QMF', ' i-0h4ztc ']);
fuzz('an id has one letter and six more signs', 60_000, fc.oneof(ids, hostileText), (text) => {
  for (const [schema, form] of [
    [runId, /^R-[0-9A-Z]{6}$/i],
    [incidentId, /^I-[0-9A-Z]{6}$/],
    [linkedAlert, /^[GT]-[0-9A-Z]{6}$/],
  ] as const) {
    const read = schema.safeParse(text);
    must(!read.success || form.test(read.data), 'it has the form', text, read.data);
  }
  const made = shortId('R', text);
  must(/^R-[0-9A-HJKMNP-TV-Z]{6}$/.test(made) && runId.safeParse(made).success, 'made ones fit');
});

fuzz(
  'the run of a job is a whole number',
  40_000,
  fc.oneof(
    mutated(['12345', 'https://a.example/jobs/1/runs/2?o=3', 'https://a.example/?o=3#job/1/run/2']),
    hostileText,
  ),
  (text) => {
    const id = orProblem(() => runIdOf(text));
    must(id === null || (Number.isSafeInteger(id) && id > 0), 'it is one', text, id);
    must(id === null || text.includes(String(id)), 'it stands there', text, id);
  },
);

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'];
fuzz(
  'a time is an instant near what is written',
  20_000,
  fc.tuple(
    fc.oneof(
      mutated([
        '2026-11-22T18:00',
        '2026-03-29 02:30',
        '2026-11-22T18:00:00.5+05:45',
        '0001-01-01T00:00Z',
      ]),
      hostileText,
    ),
    fc.constantFrom(...zones),
  ),
  ([text, zone]) => {
    const at = orProblem(() => timeOf(text, zone, 'until'));
    if (at === null) return;
    must(Number.isFinite(at), 'it is an instant', text, at);
    const asUtc = Date.parse(`${text.trim().slice(0, 10)}T00:00:00Z`);
    must(Math.abs(at - asUtc) <= 3 * day, 'on its day', text, zone, at);
  },
);

fuzz(
  'a span is a minute to 14 days',
  30_000,
  fc.oneof(mutated(['30m', '2h', '14d', ' 7 D ']), hostileText),
  (text) => {
    const millis = orProblem(() => spanOf(text, 'for'));
    must(
      millis === null || (millis >= 60_000 && millis <= 14 * day && millis % 60_000 === 0),
      'it is',
      text,
      millis,
    );
  },
);

fuzz(
  'a time of a sender is after 1970 or none',
  20_000,
  fc.oneof(mutated(['2026-11-22T18:00:00.123Z', '0001-01-01T00:00:00Z']), hostileText),
  (text) => {
    const at = instantOf(text);
    must(at === null || (Number.isInteger(at) && at > 0), 'it is', text, at);
  },
);

const from = Date.UTC(2026, 9, 24);
fuzz(
  'a cron line fires in the future, or is faulty',
  2_000,
  fc.tuple(
    fc.oneof(mutated(['*/5 * * * *', '30 2 29 2 1-5', '0 9,17 1-7 jan,jul mon']), hostileText),
    fc.constantFrom(...zones),
  ),
  ([line, zone]) => {
    const fault = cronFault(line);
    must(fault !== '', 'a fault has words', line);
    if (fault !== null) return;
    const next = cronLine(line, zone).next(from);
    must(next === null || next > from, 'it is ahead', line, next);
  },
);

fuzz('a zone is known or not', 5_000, fc.oneof(mutated(zones), hostileText), (text) => {
  const zone = IANAZone.create(text);
  must(!zone.isValid || Number.isFinite(zone.offset(from)), 'a known one has an offset', text);
});

const row = fc.tuple(
  fc.string(),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
);
fuzz('a cursor says its place again', 8_000, row, ([id, value]) => {
  const indexes = { byState: ['state'] };
  const body = JSON.stringify({ state: value, other: [1] });
  const read = readCursor(cursorAt({ indexes }, 'byState', { id, body }), 2);
  must(JSON.stringify(read) === JSON.stringify([value, id]), 'it does', id, value);
});

const cursors = mutated([Buffer.from('["open","R-1"]').toString('base64url')]);
fuzz(
  'a forged cursor is plain values or refused',
  20_000,
  fc.oneof(cursors, hostileText),
  (text) => {
    const place = orProblem(() => readCursor(text, 2));
    must(place === null || place.length === 2, 'as many as the index has', text);
    must(
      place === null || place.every((one) => one === null || typeof one !== 'object'),
      'plain',
      text,
    );
  },
);

fuzz(
  'labels of a silence are read again',
  15_000,
  fc.oneof(mutated(['alertname=APIDown, system="a, b"']), hostileText),
  (text) => {
    const match = orProblem(() => parseMatch(text));
    if (!match) return;
    must(
      Object.entries(match).every(
        ([name, value]) => name !== '' && value !== '' && !name.startsWith('__'),
      ),
      'none is empty',
      text,
    );
    must(JSON.stringify(parseMatch(matchText(match))) === JSON.stringify(match), 'they are', text);
  },
);

fuzz(
  'indexes are read as they are typed',
  4_000,
  fc.oneof(mutated(['tasks(status,-created_at), users(a)']), hostileText),
  (text) => {
    for (const index of orProblem(() => parseIndexes(text)) ?? []) {
      must(nameOfIndex(index.key) !== '', 'it has a name', text);
      const typed = typedIndex(index);
      must(
        typed === null || JSON.stringify(parseIndexes(typed)) === JSON.stringify([index]),
        'again',
        text,
        typed,
      );
    }
  },
);

fuzz(
  'values of a page are read or refused',
  5_000,
  fc.oneof(mutated(['Name=A; Status=B;c', '{"Name":"A","Tags":["x"]}']), hostileText),
  (text) => {
    const values = orProblem(() => parseValues(text));
    for (const [name, value] of values ?? []) {
      must(text.trim().startsWith('{') || text.includes(name), 'its name stands there', text, name);
      must(
        typeof value === 'string' || typeof value === 'object',
        'it is text or JSON',
        text,
        name,
      );
    }
  },
);

const yaml =
  'on:\n  workflow_dispatch:\n    inputs:\n      env: {type: choice, options: [a, b], required: true}\nrun-name: x\n';
fuzz(
  "a workflow's file is understood or not",
  3_000,
  fc.oneof(mutated([yaml]), hostileText),
  (text) => {
    const dispatch = dispatchOf(text);
    must(dispatch === null || typeof dispatch.runName === 'string', 'it is', text);
  },
);

fuzz(
  'a pattern is refused, or quick on any text',
  2_000,
  fc.tuple(
    fc.oneof(
      mutated(['(?:API|DB)Down.*', '^a+b*$', '(a+)+$', '[a-z]{1,3}\\d*x', '(?<n>a|a)*']),
      hostileText,
    ),
    fc.constantFrom('a', 'ab', 'aA', '1', ' '),
  ),
  ([source, letter]) => {
    const pattern = patternOf(source);
    if (!pattern.ok) return;
    const began = performance.now();
    pattern.matches(`${letter.repeat(400)}!`);
    must(performance.now() - began < 1_500, 'it is quick', source, letter);
  },
);
