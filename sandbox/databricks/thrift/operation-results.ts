// An operation's state and rows as the protocol tells them.
import { nothing, type Result } from '../engine.js';
import type { Operation } from '../sessions.js';
import { int64, TSparkRowSetType, type T } from './adapter.js';
import { arrowRows, arrowSchema } from './arrow-rows.js';
import { columnRows } from './column-rows.js';
import { errorFields, operationState, success, tableSchema } from './wire.js';

const resultOf = (operation: Operation): Result => operation.statement.result ?? nothing;

const affected = (result: Result): number | undefined => {
  const at = result.columns.findIndex((column) => column.name === 'num_affected_rows');
  return at === -1 ? undefined : Number(result.rows[0]?.[at] ?? 0);
};

export function statusResponse(operation: Operation): T.TGetOperationStatusResp {
  const { error, result } = operation.statement;
  const modified = result === undefined ? undefined : affected(result);
  return {
    status: success(),
    operationState: operationState(operation),
    operationStarted: int64(Math.trunc(operation.startedAt)),
    hasResultSet: true,
    ...(modified === undefined ? {} : { numModifiedRows: int64(modified) }),
    ...(error === undefined ? {} : errorFields(error)),
  };
}

export function metadataResponse(operation: Operation): T.TGetResultSetMetadataResp {
  const { columns, staging } = resultOf(operation);
  return {
    status: success(),
    schema: tableSchema(columns),
    lz4Compressed: false,
    isStagingOperation: staging === true,
    ...(operation.arrow
      ? { resultFormat: TSparkRowSetType.ARROW_BASED_SET, arrowSchema: arrowSchema(columns) }
      : { resultFormat: TSparkRowSetType.COLUMN_BASED_SET }),
  };
}

/** The most rows in one answer, whatever the client asks for. */
const largestPage = 10_000;

/** The next page. After the last comes an empty one, without which the driver would ask for ever. */
export function fetchResponse(operation: Operation, maxRows: number): T.TFetchResultsResp {
  const { columns, rows } = resultOf(operation);
  const from = operation.sent;
  const page = rows.slice(from, from + Math.min(Math.max(maxRows, 0), largestPage));
  operation.sent = from + page.length;
  const results = operation.arrow
    ? arrowRows(columns, page, from)
    : columnRows(columns, page, from);
  return { status: success(), hasMoreRows: operation.sent < rows.length, results };
}

/** Everything in the first answer. If that was all, the operation is closed already. */
export function directResults(
  operation: Operation,
  maxRows: number,
): { results: T.TSparkDirectResults; closed: boolean } {
  const operationStatus = statusResponse(operation);
  if (operation.statement.result === undefined)
    return { results: { operationStatus }, closed: false };
  const resultSetMetadata = metadataResponse(operation);
  const resultSet = fetchResponse(operation, maxRows);
  const closed = resultSet.hasMoreRows === false;
  const closeOperation = closed ? { closeOperation: { status: success() } } : {};
  return { results: { operationStatus, resultSetMetadata, resultSet, ...closeOperation }, closed };
}
