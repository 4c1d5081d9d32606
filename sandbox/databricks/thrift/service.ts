// The warehouse's side of the Thrift calls.
import type { Engine, Result } from '../engine.js';
import type { FaultBox } from '../faults.js';
import type { Operation, Session, Sessions } from '../sessions.js';
import type { Parameter } from '../sql/parameters.js';
import { finishedStatement, type Statement, type StatementRunner } from '../statements.js';
import {
  fromInt64,
  TGetInfoType,
  TOperationType,
  TProtocolVersion,
  TStatusCode,
  type Handler,
  type T,
} from './adapter.js';
import * as metadata from './metadata.js';
import {
  directResults,
  fetchResponse,
  metadataResponse,
  statusResponse,
} from './operation-results.js';
import {
  errorFields,
  handleId,
  handleIdentifier,
  invalidHandle,
  operationHandle,
  success,
} from './wire.js';

export interface Service {
  readonly engine: Engine;
  readonly runner: StatementRunner;
  readonly sessions: Sessions;
  readonly faults: FaultBox;
  readonly now: () => number;
  /** How long ExecuteStatement waits for the end before it answers that the statement runs, in milliseconds. */
  readonly directResultsMs: number;
}

/** Who asks, over which connection. */
export interface Caller {
  readonly user: string;
  /** Cuts the connection: no answer arrives. */
  cut(): void;
}

const readParameter = (parameter: T.TSparkParameter): Parameter => ({
  ...(typeof parameter.name === 'string' ? { name: parameter.name } : {}),
  ...(typeof parameter.type === 'string' ? { type: parameter.type } : {}),
  ...(typeof parameter.value?.stringValue === 'string'
    ? { value: parameter.value.stringValue }
    : {}),
});

async function endedWithin(statement: Statement, millis: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  await Promise.race([statement.ended, late]);
  clearTimeout(timer);
}

type Reply = {
  status: T.TStatus;
  operationHandle?: T.TOperationHandle;
  directResults?: T.TSparkDirectResults;
};

/** The answers for one caller. */
export function createHandler(service: Service, caller: Caller): Handler {
  const { engine, runner, sessions, faults } = service;
  const sessionOf = (handle: T.TSessionHandle) => sessions.find(handleId(handle.sessionId));
  const operationOf = (handle: T.TOperationHandle) =>
    sessions.findOperation(handleId(handle.operationId));
  const noSession = (handle: T.TSessionHandle) =>
    invalidHandle('SessionHandle', handleId(handle.sessionId));
  const noOperation = (handle: T.TOperationHandle) =>
    invalidHandle('OperationHandle', handleId(handle.operationId));

  const reply = (
    operation: Operation,
    direct: T.TSparkGetDirectResults | undefined,
    type?: T.TOperationType,
  ): Reply => {
    const handle = operationHandle(operation, type);
    // An SQL error is told in the status of the operation, not in the status of the call.
    if (!direct) return { status: success(), operationHandle: handle };
    const { results, closed } = directResults(operation, fromInt64(direct.maxRows) ?? 0);
    if (closed) sessions.closeOperation(operation);
    return { status: success(), operationHandle: handle, directResults: results };
  };

  const answerMetadata = (
    req: { sessionHandle: T.TSessionHandle; getDirectResults?: T.TSparkGetDirectResults },
    type: T.TOperationType,
    result: () => Result,
  ): Reply => {
    const session = sessionOf(req.sessionHandle);
    if (session === undefined) return { status: noSession(req.sessionHandle) };
    const statement = finishedStatement(result());
    return reply(
      sessions.start(session, statement, { arrow: false, now: service.now() }),
      req.getDirectResults,
      type,
    );
  };

  const execute = async (req: T.TExecuteStatementReq, session: Session): Promise<Reply> => {
    const lost = faults.takeLostReply(req.statement);
    if (lost?.phase === 'before-run') {
      caller.cut();
      return { status: success() };
    }
    const statement = runner.submit({
      sessionId: session.id,
      session: session.state,
      author: { userName: session.user },
      sql: req.statement,
      parameters: (req.parameters ?? []).map(readParameter),
    });
    const operation = sessions.start(session, statement, {
      arrow: req.canReadArrowResult === true,
      now: service.now(),
    });
    if (lost !== undefined) {
      await statement.ended;
      caller.cut();
    } else if (req.getDirectResults || req.runAsync !== true) {
      await endedWithin(statement, req.runAsync === true ? service.directResultsMs : 2 ** 30);
    }
    return reply(operation, req.getDirectResults);
  };

  return {
    OpenSession: async (req) => {
      const state = {
        namespace: {
          catalog: req.initialNamespace?.catalogName ?? engine.catalog.name,
          schema: req.initialNamespace?.schemaName ?? 'default',
        },
        settings: new Map(
          Object.entries(req.configuration ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
        ),
      };
      const session = sessions.open(caller.user, state);
      return {
        status: success(),
        serverProtocolVersion: TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8,
        sessionHandle: { sessionId: handleIdentifier(session.id) },
        initialNamespace: {
          catalogName: state.namespace.catalog,
          schemaName: state.namespace.schema,
        },
        canUseMultipleCatalogs: true,
      };
    },
    CloseSession: async (req) => {
      const session = sessionOf(req.sessionHandle);
      if (session === undefined) return { status: noSession(req.sessionHandle) };
      sessions.close(session);
      return { status: success() };
    },
    GetInfo: async (req) => {
      const values: Readonly<Record<number, string>> = {
        [TGetInfoType.CLI_SERVER_NAME]: 'Spark SQL',
        [TGetInfoType.CLI_DBMS_NAME]: 'Spark SQL',
        [TGetInfoType.CLI_DBMS_VER]: '3.5.2',
      };
      const stringValue = values[req.infoType];
      if (stringValue !== undefined) return { status: success(), infoValue: { stringValue } };
      const errorMessage = `Unrecognized GetInfoType value: ${req.infoType}`;
      return {
        status: { statusCode: TStatusCode.ERROR_STATUS, errorMessage, sqlState: 'HY000' },
        infoValue: { stringValue: '' },
      };
    },
    ExecuteStatement: async (req) => {
      const session = sessionOf(req.sessionHandle);
      return session === undefined
        ? { status: noSession(req.sessionHandle) }
        : execute(req, session);
    },
    GetTypeInfo: async (req) =>
      answerMetadata(req, TOperationType.GET_TYPE_INFO, metadata.typeInfo),
    GetCatalogs: async (req) =>
      answerMetadata(req, TOperationType.GET_CATALOGS, () => metadata.catalogs(engine.catalog)),
    GetSchemas: async (req) =>
      answerMetadata(req, TOperationType.GET_SCHEMAS, () => metadata.schemas(engine.catalog, req)),
    GetTables: async (req) =>
      answerMetadata(req, TOperationType.GET_TABLES, () => metadata.tables(engine.catalog, req)),
    GetTableTypes: async (req) =>
      answerMetadata(req, TOperationType.GET_TABLE_TYPES, metadata.tableTypes),
    GetColumns: async (req) =>
      answerMetadata(req, TOperationType.GET_COLUMNS, () => metadata.columns(engine.catalog, req)),
    GetOperationStatus: async (req) => {
      const operation = operationOf(req.operationHandle);
      return operation === undefined
        ? { status: noOperation(req.operationHandle) }
        : statusResponse(operation);
    },
    CancelOperation: async (req) => {
      const operation = operationOf(req.operationHandle);
      if (operation === undefined) return { status: noOperation(req.operationHandle) };
      operation.statement.cancel();
      return { status: success() };
    },
    CloseOperation: async (req) => {
      const operation = operationOf(req.operationHandle);
      if (operation === undefined) return { status: noOperation(req.operationHandle) };
      sessions.closeOperation(operation);
      return { status: success() };
    },
    GetResultSetMetadata: async (req) => {
      const operation = operationOf(req.operationHandle);
      return operation === undefined
        ? { status: noOperation(req.operationHandle) }
        : metadataResponse(operation);
    },
    FetchResults: async (req) => {
      const operation = operationOf(req.operationHandle);
      if (operation === undefined) return { status: noOperation(req.operationHandle) };
      await operation.statement.ended;
      const { error } = operation.statement;
      if (error !== undefined)
        return { status: { statusCode: TStatusCode.ERROR_STATUS, ...errorFields(error) } };
      return fetchResponse(operation, fromInt64(req.maxRows) ?? 0);
    },
  };
}
