// Small pieces of the protocol: statuses, handles, schemas.
import { parse as parseUuid, stringify } from './uuid.js';
import type { SqlError } from '../errors.js';
import type { Operation } from '../sessions.js';
import type { Column, SparkType } from '../sql/types.js';
import { TOperationState, TOperationType, TStatusCode, TTypeId, type T } from './adapter.js';

export const success = (): T.TStatus => ({ statusCode: TStatusCode.SUCCESS_STATUS });

export const invalidHandle = (
  kind: 'SessionHandle' | 'OperationHandle',
  id: string,
): T.TStatus => ({
  statusCode: TStatusCode.INVALID_HANDLE_STATUS,
  errorMessage: `Invalid ${kind}: ${kind} [${id}]`,
  sqlState: 'HY000',
});

export const handleIdentifier = (id: string): T.THandleIdentifier => ({
  guid: parseUuid(id),
  secret: parseUuid(id),
});

export const handleId = (handle: T.THandleIdentifier | undefined) =>
  handle === undefined ? '' : stringify(handle.guid);

export const operationHandle = (
  operation: Operation,
  operationType: T.TOperationType = TOperationType.EXECUTE_STATEMENT,
): T.TOperationHandle => ({
  operationId: handleIdentifier(operation.id),
  operationType,
  // Even a statement without columns has a result, or the driver would not wait for its end.
  hasResultSet: true,
});

/** What HiveServer2 puts around a message in `errorMessage`; users see `displayMessage`. */
const hiveMessage = (error: SqlError) =>
  `org.apache.hive.service.cli.HiveSQLException: Error running query: ${error.message}`;

export const errorFields = (error: SqlError) => ({
  sqlState: error.sqlState,
  errorCode: 0,
  errorMessage: hiveMessage(error),
  displayMessage: error.message,
  errorDetailsJson: JSON.stringify({ errorClass: error.condition, sqlState: error.sqlState }),
});

export function operationState(operation: Operation): T.TOperationState {
  switch (operation.statement.entry.status) {
    case 'running':
      return TOperationState.RUNNING_STATE;
    case 'finished':
      return TOperationState.FINISHED_STATE;
    case 'cancelled':
      return TOperationState.CANCELED_STATE;
    // A time-out, too, is an error, told apart by its SQLSTATE.
    case 'failed':
    case 'timeout':
      return TOperationState.ERROR_STATE;
  }
}

export function typeId(type: SparkType): T.TTypeId {
  switch (type.name) {
    case 'boolean':
      return TTypeId.BOOLEAN_TYPE;
    case 'tinyint':
      return TTypeId.TINYINT_TYPE;
    case 'smallint':
      return TTypeId.SMALLINT_TYPE;
    case 'int':
      return TTypeId.INT_TYPE;
    case 'bigint':
      return TTypeId.BIGINT_TYPE;
    case 'float':
      return TTypeId.FLOAT_TYPE;
    case 'double':
      return TTypeId.DOUBLE_TYPE;
    case 'decimal':
      return TTypeId.DECIMAL_TYPE;
    case 'string':
      return TTypeId.STRING_TYPE;
    case 'binary':
      return TTypeId.BINARY_TYPE;
    case 'date':
      return TTypeId.DATE_TYPE;
    case 'timestamp':
      return TTypeId.TIMESTAMP_TYPE;
    case 'void':
      return TTypeId.STRING_TYPE;
    case 'array':
      return TTypeId.ARRAY_TYPE;
    case 'map':
      return TTypeId.MAP_TYPE;
    case 'struct':
      return TTypeId.STRUCT_TYPE;
  }
}

const typeDescription = (type: SparkType): T.TTypeDesc => {
  const qualifiers = new Map<string, T.TTypeQualifierValue>();
  if (type.name === 'decimal') {
    qualifiers.set('precision', { i32Value: type.precision });
    qualifiers.set('scale', { i32Value: type.scale });
  }
  const typeQualifiers = { qualifiers: Object.fromEntries(qualifiers) };
  const entry = { type: typeId(type), ...(qualifiers.size > 0 ? { typeQualifiers } : {}) };
  return { types: [{ primitiveEntry: entry }] };
};

/** Positions count from one. */
export const tableSchema = (columns: readonly Column[]): T.TTableSchema => ({
  columns: columns.map((column, i) => ({
    columnName: column.name,
    typeDesc: typeDescription(column.type),
    position: i + 1,
    ...(column.comment === undefined ? {} : { comment: column.comment }),
  })),
});
