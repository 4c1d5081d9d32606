// Errors as a Databricks SQL warehouse words them, because the bot's users read these words and the
// bot's author matches on them. Names, SQLSTATEs and texts come from Spark's error-conditions.json
// and Delta's delta-error-classes.json (DeltaErrors.scala for those without a class there).

/** A statement's failure: a named condition, an SQLSTATE and the text a user sees. */
export class SqlError extends Error {
  readonly condition: string;
  readonly sqlState: string;

  constructor(condition: string, sqlState: string, message: string) {
    super(`[${condition}] ${message} SQLSTATE: ${sqlState}`);
    this.name = 'SqlError';
    this.condition = condition;
    this.sqlState = sqlState;
  }
}

const quoted = (parts: readonly string[]) =>
  parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');

export const parseError = (near: string, hint = '') =>
  new SqlError(
    'PARSE_SYNTAX_ERROR',
    '42601',
    `Syntax error at or near ${near === '' ? 'end of input' : `'${near}'`}.${hint === '' ? '' : ` ${hint}`}`,
  );

export const tableNotFound = (parts: readonly string[]) =>
  new SqlError(
    'TABLE_OR_VIEW_NOT_FOUND',
    '42P01',
    `The table or view ${quoted(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.\n` +
      'If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.\n' +
      'To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.',
  );

export const tableExists = (parts: readonly string[]) =>
  new SqlError(
    'TABLE_OR_VIEW_ALREADY_EXISTS',
    '42P07',
    `Cannot create table or view ${quoted(parts)} because it already exists.\n` +
      'Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects.',
  );

export const schemaNotFound = (parts: readonly string[]) =>
  new SqlError(
    'SCHEMA_NOT_FOUND',
    '42704',
    `The schema ${quoted(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.`,
  );

export const catalogNotFound = (name: string) =>
  new SqlError(
    'NO_SUCH_CATALOG_EXCEPTION',
    '42704',
    `Catalog ${quoted([name])} was not found. Please verify the spelling and correctness of the catalog.`,
  );

/** Unity Catalog's answer to a missing privilege, in the wording of its error conditions. */
export const insufficientPrivilege = (privilege: string, parts: readonly string[]) =>
  new SqlError(
    'INSUFFICIENT_PERMISSIONS',
    '42501',
    `Insufficient privileges:\nUser does not have ${privilege} on Table '${parts.join('.')}'.`,
  );

export const unresolvedColumn = (name: string, candidates: readonly string[]) =>
  candidates.length > 0
    ? new SqlError(
        'UNRESOLVED_COLUMN.WITH_SUGGESTION',
        '42703',
        `A column, variable, or function parameter with name ${quoted(name.split('.'))} cannot be resolved. Did you mean one of the following? [${candidates.map((c) => quoted([c])).join(', ')}].`,
      )
    : new SqlError(
        'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION',
        '42703',
        `A column, variable, or function parameter with name ${quoted(name.split('.'))} cannot be resolved.`,
      );

export const unresolvedRoutine = (name: string) =>
  new SqlError(
    'UNRESOLVED_ROUTINE',
    '42883',
    `Cannot resolve routine ${quoted([name])} on search path [\`system\`.\`builtin\`, \`system\`.\`session\`, \`main\`.\`default\`].`,
  );

export const unresolvableTableFunction = (name: string) =>
  new SqlError(
    'UNRESOLVABLE_TABLE_VALUED_FUNCTION',
    '42883',
    `Could not resolve ${quoted([name])} to a table-valued function.\nPlease make sure that ${quoted([name])} is defined as a table-valued function and that all required parameters are provided correctly.\nIf ${quoted([name])} is not defined, please create the table-valued function before using it.`,
  );

export const fieldAlreadyExists = (name: string, struct: string) =>
  new SqlError(
    'FIELD_ALREADY_EXISTS',
    '42710',
    `Cannot add column, because ${quoted([name])} already exists in "${struct}".`,
  );

/** The limits' conditions are not documented, the limits are: only the class 54 is sure. */
export const statementTooLarge = (bytes: number, most: number) =>
  new SqlError(
    'STATEMENT_TOO_LARGE',
    '54000',
    `The statement and its parameters have ${bytes} bytes; at most ${most} are allowed.`,
  );

export const unboundParameter = (name: string) =>
  new SqlError(
    'UNBOUND_SQL_PARAMETER',
    '42P02',
    `Found the unbound parameter: ${name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as \`map()\`, \`array()\`, \`struct()\`.`,
  );

export const castInvalidInput = (value: string, type: string) =>
  new SqlError(
    'CAST_INVALID_INPUT',
    '22018',
    `The value '${value}' of the type "STRING" cannot be cast to "${type.toUpperCase()}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
  );

export const arithmeticOverflow = () =>
  new SqlError(
    'ARITHMETIC_OVERFLOW',
    '22003',
    'long overflow. Use \'try_add\' to tolerate overflow and return NULL instead. If necessary set "ansi_mode" to "false" to bypass this error.',
  );

export const castOverflow = (value: string) =>
  new SqlError(
    'CAST_OVERFLOW',
    '22003',
    `The value ${value} cannot be cast due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
  );

export const numberOutOfRange = (value: string) =>
  new SqlError(
    'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION',
    '22003',
    `The ${value} rounded half up from ${value} cannot be represented as Decimal. If necessary set "ansi_mode" to "false" to bypass this error, and return NULL instead.`,
  );

/** Whether a value was too large for the type it was cast to. */
export const isOverflow = (error: unknown): boolean =>
  error instanceof SqlError &&
  (error.condition === 'CAST_OVERFLOW' || error.condition.startsWith('NUMERIC_VALUE_OUT_OF_RANGE'));

export const castOverflowInInsert = () =>
  new SqlError(
    'CAST_OVERFLOW_IN_TABLE_INSERT',
    '22003',
    'Fail to assign a value to a column or variable due to an overflow. Use `try_cast` on the input value to tolerate overflow and return NULL instead.',
  );

export const configNotAvailable = (key: string) =>
  new SqlError('CONFIG_NOT_AVAILABLE', '42K0I', `Configuration ${key} is not available.`);

/** For what the real warehouse may do and this one does not: never answer such a thing wrongly. */
export const notSimulated = (what: string) =>
  new SqlError(
    'UNSUPPORTED_FEATURE.NOT_SIMULATED',
    '0A000',
    `The feature is not supported: the sandbox's warehouse does not know ${what}.`,
  );

/** STATEMENT_TIMEOUT ran out. The JDBC driver, too, tells a time-out by this SQLSTATE, 57KD0. */
export const statementTimeout = (seconds: number) =>
  new SqlError(
    'QUERY_EXECUTION_TIMEOUT_EXCEEDED',
    '57KD0',
    `Query execution was cancelled due to exceeding the timeout (${seconds}s). You can increase the limit in seconds by setting STATEMENT_TIMEOUT.`,
  );

export const operationCanceled = () =>
  new SqlError('OPERATION_CANCELED', 'HY008', 'Operation has been canceled.');
