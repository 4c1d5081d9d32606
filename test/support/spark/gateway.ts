// A warehouse's front door before a real Spark: HTTPS, tokens, and Databricks' Thrift where it differs from Hive's. So the
// real driver, and the bot's own services, talk to real Delta Lake. It knows nothing of tables and rules of SQL.
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { makeCertificate } from '../../../sandbox/databricks/certificate.js';
import { openDoor } from '../../../sandbox/door.js';
import { arrowRows, arrowSchema } from '../../../sandbox/databricks/thrift/arrow-rows.js';
import {
  answer,
  fromInt64,
  int64,
  TOperationState,
  TProtocolVersion,
  TSparkRowSetType,
  TStatusCode,
  type Handler,
  type T,
} from '../../../sandbox/databricks/thrift/adapter.js';
import { handleId, tableSchema } from '../../../sandbox/databricks/thrift/wire.js';
import type { Column } from '../../../sandbox/databricks/sql/types.js';
import { fromSparkNames, toSparkNames, withParameters } from './dialect.js';
import { columnsOf, rowsOf } from './spark-cells.js';
import { callSpark, type SparkCalls } from './spark-client.js';

export interface Gateway {
  host: string;
  port: number;
  httpPath: string;
  caCert: string;
  /** What came in, as it was sent. */
  statements: string[];
  /** Settings of Spark for the sessions that are opened from now on. */
  set settings(of: Readonly<Record<string, string>>);
  close(): Promise<void>;
}

const httpPath = '/sql/1.0/warehouses/spark';

/** What HiveServer2 puts around a message, and Spark's own name of the exception: Databricks shows neither. */
const wrapping =
  /^(?:org\.apache\.hive\.service\.cli\.HiveSQLException: )?(?:Error running query: )?(?:\[[\w.]+\] )?(?:[\w$.]+(?:Exception|Error): )?/;

/** The message without the Java stack behind it. */
function messageOf(error: string): string {
  const [first = ''] = error.split(/\n\tat |\nCaused by: /);
  return fromSparkNames(first.replace(wrapping, '')).trimEnd();
}

function unsupported(call: string): never {
  throw new Error(`The gateway does not know ${call}.`);
}

interface Open {
  /** STATEMENT_TIMEOUT in seconds, by session. */
  readonly timeouts: Map<string, number>;
  readonly columns: Map<string, readonly Column[]>;
  settings: Readonly<Record<string, string>>;
}

function createHandler(spark: SparkCalls, open: Open, seen: (sql: string) => void): Handler {
  const columnsFor = async (operationHandle: T.TOperationHandle): Promise<readonly Column[]> => {
    const id = handleId(operationHandle.operationId);
    const known = open.columns.get(id);
    if (known) return known;
    const { schema } = await spark.GetResultSetMetadata({ operationHandle });
    const columns = columnsOf(schema);
    open.columns.set(id, columns);
    return columns;
  };

  return {
    async OpenSession({ configuration = {} }) {
      const response = await spark.OpenSession({
        client_protocol: TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V10,
      });
      const { sessionHandle } = response;
      if (!sessionHandle) return response;
      const seconds = Number(configuration['STATEMENT_TIMEOUT']);
      if (seconds > 0) open.timeouts.set(handleId(sessionHandle.sessionId), seconds);
      for (const [key, value] of Object.entries(open.settings))
        await spark.ExecuteStatement({ sessionHandle, statement: `SET ${key} = ${value}` });
      return {
        status: response.status,
        sessionHandle,
        serverProtocolVersion: TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8,
        canUseMultipleCatalogs: true,
      };
    },
    CloseSession: (req) => spark.CloseSession(req),
    ExecuteStatement({ sessionHandle, statement, parameters = [] }) {
      seen(statement);
      const seconds = open.timeouts.get(handleId(sessionHandle.sessionId));
      return spark.ExecuteStatement({
        sessionHandle,
        statement: withParameters(toSparkNames(statement), parameters),
        runAsync: true,
        ...(seconds === undefined ? {} : { queryTimeout: int64(seconds) }),
      });
    },
    async GetOperationStatus({ operationHandle }) {
      const response = await spark.GetOperationStatus({ operationHandle });
      if (response.operationState === TOperationState.ERROR_STATE)
        response.displayMessage = messageOf(response.errorMessage ?? '');
      return response;
    },
    CancelOperation: (req) => spark.CancelOperation(req),
    async CloseOperation(req) {
      open.columns.delete(handleId(req.operationHandle.operationId));
      return spark.CloseOperation(req);
    },
    async GetResultSetMetadata({ operationHandle }) {
      const columns = await columnsFor(operationHandle);
      return {
        status: { statusCode: TStatusCode.SUCCESS_STATUS },
        schema: tableSchema(columns),
        resultFormat: TSparkRowSetType.ARROW_BASED_SET,
        lz4Compressed: false,
        arrowSchema: arrowSchema(columns),
      };
    },
    async FetchResults(req) {
      const columns = await columnsFor(req.operationHandle);
      const response = await spark.FetchResults(req);
      const rows = rowsOf(response.results, columns);
      const offset = fromInt64(response.results?.startRowOffset) ?? 0;
      return {
        status: response.status,
        hasMoreRows: rows.length > 0,
        results: arrowRows(columns, rows, offset),
      };
    },
    GetInfo: () => unsupported('GetInfo'),
    GetTypeInfo: () => unsupported('GetTypeInfo'),
    GetCatalogs: () => unsupported('GetCatalogs'),
    GetSchemas: () => unsupported('GetSchemas'),
    GetTables: () => unsupported('GetTables'),
    GetTableTypes: () => unsupported('GetTableTypes'),
    GetColumns: () => unsupported('GetColumns'),
  };
}

/** @param users who is behind a token */
export async function startGateway(
  sparkPort: number,
  users: Readonly<Record<string, string>>,
): Promise<Gateway> {
  const certificate = await makeCertificate();
  const statements: Gateway['statements'] = [];
  const open: Open = { timeouts: new Map(), columns: new Map(), settings: {} };
  const server = createServer(certificate, (req, res) => {
    void (async () => {
      const token = (req.headers.authorization ?? '').replace(/^Bearer /, '');
      const user = users[token];
      const body = await buffer(req);
      if (user === undefined || req.url !== httpPath) {
        res.writeHead(user === undefined ? 403 : 404).end();
        return;
      }
      const spark = callSpark(sparkPort, user);
      const handler = createHandler(spark, open, (sql) => void statements.push(sql));
      res
        .writeHead(200, { 'Content-Type': 'application/x-thrift' })
        .end(await answer(body, handler));
    })().catch(() => res.destroy());
  });
  server.keepAliveTimeout = 120_000;
  const door = await openDoor(server);
  return {
    host: 'localhost',
    port: door.port,
    httpPath,
    caCert: certificate.cert,
    statements,
    set settings(of: Readonly<Record<string, string>>) {
      open.settings = of;
    },
    async close() {
      await door.close();
      await certificate.remove();
    },
  };
}
