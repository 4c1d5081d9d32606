// The Spark functions this warehouse knows, and what each is in DuckDB. A function that is not here
// is refused as Spark refuses an unknown one, so that nothing passes that only DuckDB understands.
import { notSimulated } from '../errors.js';
import { fromJson } from './json.js';
import { quoteText } from './quote.js';

/** Values that depend on the session and the clock. */
export interface FunctionContext {
  readonly user: string;
  readonly catalog: string;
  readonly schema: string;
  /** SQL for the statement's time. */
  readonly timestamp: string;
}

type Rewrite = (args: readonly string[], context: FunctionContext) => string;

const call =
  (name: string): Rewrite =>
  (args) =>
    `${name}(${args.join(', ')})`;
const at = (args: readonly string[], i: number) => args[i] ?? 'NULL';
const unit = (arg: string) => quoteText(arg.replaceAll(/["']/g, '').toLowerCase());

const castTo =
  (type: string): Rewrite =>
  (args) =>
    `CAST(${at(args, 0)} AS ${type})`;

/** Only on this way does DuckDB heed a zone in a text. */
const asTimestamp = (sql: string) => `CAST(CAST(${sql} AS TIMESTAMPTZ) AS TIMESTAMP)`;

/** DATEDIFF(end, start) counts days; DATEDIFF(unit, start, end) counts whole units. */
const dateDiff: Rewrite = (args) =>
  args.length === 2
    ? `CAST(date_diff('day', CAST(${at(args, 1)} AS DATE), CAST(${at(args, 0)} AS DATE)) AS INTEGER)`
    : `date_sub(${unit(at(args, 0))}, CAST(${at(args, 1)} AS TIMESTAMP), CAST(${at(args, 2)} AS TIMESTAMP))`;

const dateAdd =
  (sign: '+' | '-'): Rewrite =>
  (args) =>
    args.length === 2
      ? `CAST(CAST(${at(args, 0)} AS DATE) ${sign} to_days(${at(args, 1)}) AS DATE)`
      : `(CAST(${at(args, 2)} AS TIMESTAMP) ${sign} (${at(args, 1)}) * CAST(${quoteText(`1 ${at(args, 0).replaceAll(/["']/g, '')}`)} AS INTERVAL))`;

const formats: readonly (readonly [string, string])[] = [
  ['yyyy', '%Y'],
  ['MM', '%m'],
  ['dd', '%d'],
  ['HH', '%H'],
  ['mm', '%M'],
  ['ss', '%S'],
  ['SSS', '%g'],
];

const dateFormat: Rewrite = (args) => {
  const format = formats.reduce((done, [from, to]) => done.replaceAll(from, to), at(args, 1));
  if (/[A-Za-z]/.test(format.replaceAll(/%[YmdHMSg]/g, '').replaceAll("'T'", ''))) {
    throw notSimulated(`the date format ${at(args, 1)}`);
  }
  return `strftime(CAST(${at(args, 0)} AS TIMESTAMP), ${format})`;
};

const columnsOf = (args: readonly string[]) =>
  args.map((a) => (a.endsWith('*') ? `*COLUMNS(${a})` : a)).join(', ');

/** DuckDB hashes to an unsigned number; Spark's is signed. `*` means all columns. */
const hash64: Rewrite = (args) =>
  `CAST(CAST(hash(${columnsOf(args)}) AS HUGEINT) - 9223372036854775808 AS BIGINT)`;

const constant =
  (pick: (context: FunctionContext) => string): Rewrite =>
  (_, context) =>
    quoteText(pick(context));

const rewrites: Readonly<Record<string, Rewrite>> = {
  datediff: dateDiff,
  date_diff: dateDiff,
  timestampdiff: dateDiff,
  date_add: dateAdd('+'),
  dateadd: dateAdd('+'),
  timestampadd: dateAdd('+'),
  date_sub: dateAdd('-'),
  date_format: dateFormat,
  to_date: castTo('DATE'),
  date: castTo('DATE'),
  to_timestamp: (args) => asTimestamp(at(args, 0)),
  timestamp: (args) => asTimestamp(at(args, 0)),
  string: castTo('VARCHAR'),
  int: castTo('INTEGER'),
  bigint: castTo('BIGINT'),
  double: castTo('DOUBLE'),
  unix_timestamp: (args, c) =>
    `CAST(epoch(CAST(${args[0] ?? c.timestamp} AS TIMESTAMP)) AS BIGINT)`,
  timestamp_millis: (args) => `make_timestamp(CAST(${at(args, 0)} AS BIGINT) * 1000)`,
  unix_millis: (args) => `epoch_ms(${asTimestamp(at(args, 0))})`,
  current_timestamp: (_, c) => c.timestamp,
  now: (_, c) => c.timestamp,
  getdate: (_, c) => c.timestamp,
  current_date: (_, c) => `CAST(${c.timestamp} AS DATE)`,
  curdate: (_, c) => `CAST(${c.timestamp} AS DATE)`,
  current_user: constant((c) => c.user),
  session_user: constant((c) => c.user),
  user: constant((c) => c.user),
  current_catalog: constant((c) => c.catalog),
  current_database: constant((c) => c.schema),
  current_schema: constant((c) => c.schema),
  xxhash64: hash64,
  hash: (args) => `CAST(hash(${columnsOf(args)}) % 2147483647 AS INTEGER)`,
  count_if: (args) => `CAST(count_if(${args.join(', ')}) AS BIGINT)`,
  nvl: call('coalesce'),
  iff: call('if'),
  size: call('len'),
  array_size: call('len'),
  cardinality: call('len'),
  array: call('list_value'),
  explode: call('unnest'),
  from_json: fromJson,
  inline: (args) => `unnest(${at(args, 0)}, max_depth := 2)`,
  collect_list: call('list'),
  element_at: call('list_extract'),
  collect_set: (args) => `list(DISTINCT ${args.join(', ')})`,
  array_contains: call('list_contains'),
  sha2: (args) => `sha256(${at(args, 0)})`,
  char_length: call('length'),
  len: call('length'),
  ucase: call('upper'),
  lcase: call('lower'),
  ceiling: call('ceil'),
  power: call('pow'),
  approx_count_distinct: (args) => `CAST(approx_count_distinct(${args.join(', ')}) AS BIGINT)`,
  get_json_object: call('json_extract_string'),
  dayofmonth: call('day'),
  dayofweek: (args) => `(dayofweek(${at(args, 0)}) + 1)`,
  bool_or: call('bool_or'),
  some: call('bool_or'),
  any: call('bool_or'),
  every: call('bool_and'),
  try_divide: (args) =>
    `CASE WHEN (${at(args, 1)}) = 0 THEN NULL ELSE (${at(args, 0)}) / (${at(args, 1)}) END`,
  nullifzero: (args) => `nullif(${at(args, 0)}, 0)`,
  zeroifnull: (args) => `coalesce(${at(args, 0)}, 0)`,
};

/** Named and used alike in both. */
const same = new Set(
  (
    'count sum avg mean min max first last any_value stddev stddev_pop stddev_samp variance var_pop var_samp median mode ' +
    'bit_and bit_or bit_xor bool_and max_by min_by string_agg listagg grouping corr percentile_cont percentile_disc within ' +
    'coalesce ifnull nullif if greatest least abs ceil floor round sign sqrt exp ln log log2 log10 pow mod rand random ' +
    'upper lower length trim ltrim rtrim concat concat_ws substring substr left right replace reverse repeat lpad rpad ' +
    'position instr contains startswith endswith regexp_replace md5 ascii chr translate initcap split_part levenshtein ' +
    'year month day hour minute second quarter week weekofyear dayofyear last_day date_trunc add_months extract make_date ' +
    'row_number rank dense_rank ntile lag lead first_value last_value percent_rank cume_dist nth_value ' +
    'cast try_cast isnan uuid range exists in values over filter'
  ).split(' '),
);

/** How to write this function for DuckDB: a rewrite, `same`, or undefined for one Spark does not know. */
export function findFunction(name: string): Rewrite | 'same' | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(rewrites, lower) ? rewrites[lower] : same.has(lower) ? 'same' : undefined;
}

/** Functions that Spark also lets one write without parentheses. */
export const bareFunctions = new Set([
  'CURRENT_TIMESTAMP',
  'CURRENT_DATE',
  'CURRENT_USER',
  'SESSION_USER',
]);
