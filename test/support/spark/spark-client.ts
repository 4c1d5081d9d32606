// Calls of Spark's own Thrift server, over HTTP: what the gateway passes on. The generated code is the driver's: Databricks'
// Thrift is Hive's with more fields, and a server skips those that it doesn't know.
import { thrift as driver } from '@databricks/sql';
import thrift from 'thrift';
import type { T } from '../../../sandbox/databricks/thrift/adapter.js';

type Client = InstanceType<typeof driver.TCLIService.Client>;

export interface SparkCalls {
  OpenSession(req: T.TOpenSessionReq): Promise<T.TOpenSessionResp>;
  CloseSession(req: T.TCloseSessionReq): Promise<T.TCloseSessionResp>;
  ExecuteStatement(req: T.TExecuteStatementReq): Promise<T.TExecuteStatementResp>;
  GetOperationStatus(req: T.TGetOperationStatusReq): Promise<T.TGetOperationStatusResp>;
  CancelOperation(req: T.TCancelOperationReq): Promise<T.TCancelOperationResp>;
  CloseOperation(req: T.TCloseOperationReq): Promise<T.TCloseOperationResp>;
  GetResultSetMetadata(req: T.TGetResultSetMetadataReq): Promise<T.TGetResultSetMetadataResp>;
  FetchResults(req: T.TFetchResultsReq): Promise<T.TFetchResultsResp>;
}

/** @param user who the statements are by: Spark believes it */
export function callSpark(port: number, user: string): SparkCalls {
  const headers = { Authorization: `Basic ${Buffer.from(`${user}:none`).toString('base64')}` };

  async function call<Answer>(
    send: (client: Client, done: (error: unknown, answer: Answer) => void) => void,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const connection = thrift.createHttpConnection('127.0.0.1', port, {
        path: '/cliservice',
        transport: thrift.TBufferedTransport,
        protocol: thrift.TBinaryProtocol,
        headers: { ...headers },
      });
      connection.on('error', reject);
      send(thrift.createHttpClient(driver.TCLIService.Client, connection), (error, answer) => {
        if (error === null || error === undefined) resolve(answer);
        else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
      });
    });
  }

  return {
    OpenSession: (req) => call((client, done) => client.OpenSession(req, done)),
    CloseSession: (req) => call((client, done) => client.CloseSession(req, done)),
    ExecuteStatement: (req) => call((client, done) => client.ExecuteStatement(req, done)),
    GetOperationStatus: (req) => call((client, done) => client.GetOperationStatus(req, done)),
    CancelOperation: (req) => call((client, done) => client.CancelOperation(req, done)),
    CloseOperation: (req) => call((client, done) => client.CloseOperation(req, done)),
    GetResultSetMetadata: (req) => call((client, done) => client.GetResultSetMetadata(req, done)),
    FetchResults: (req) => call((client, done) => client.FetchResults(req, done)),
  };
}
