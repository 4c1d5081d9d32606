// The one place that touches Thrift's loose typings: bytes of a request in, bytes of the answer out.
import { thrift as driver } from '@databricks/sql';
import type * as T from '@databricks/sql/thrift/TCLIService_types.js';
import thrift from 'thrift';

export type { T };

const types = driver.TCLIService_types;
export const {
  TStatusCode,
  TOperationState,
  TOperationType,
  TProtocolVersion,
  TTypeId,
  TSparkRowSetType,
  TGetInfoType,
  TFetchOrientation,
} = types;

export const int64 = (value: number | bigint) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(value));
  return new thrift.Int64(buffer);
};

/** A Thrift i64 as a number; undefined if the field is not there. */
export const fromInt64 = (value: { toNumber(): number } | null | undefined) => value?.toNumber();

/** The calls that the driver makes. */
export interface Handler {
  OpenSession(req: T.TOpenSessionReq): Promise<T.TOpenSessionResp>;
  CloseSession(req: T.TCloseSessionReq): Promise<T.TCloseSessionResp>;
  GetInfo(req: T.TGetInfoReq): Promise<T.TGetInfoResp>;
  ExecuteStatement(req: T.TExecuteStatementReq): Promise<T.TExecuteStatementResp>;
  GetTypeInfo(req: T.TGetTypeInfoReq): Promise<T.TGetTypeInfoResp>;
  GetCatalogs(req: T.TGetCatalogsReq): Promise<T.TGetCatalogsResp>;
  GetSchemas(req: T.TGetSchemasReq): Promise<T.TGetSchemasResp>;
  GetTables(req: T.TGetTablesReq): Promise<T.TGetTablesResp>;
  GetTableTypes(req: T.TGetTableTypesReq): Promise<T.TGetTableTypesResp>;
  GetColumns(req: T.TGetColumnsReq): Promise<T.TGetColumnsResp>;
  GetOperationStatus(req: T.TGetOperationStatusReq): Promise<T.TGetOperationStatusResp>;
  CancelOperation(req: T.TCancelOperationReq): Promise<T.TCancelOperationResp>;
  CloseOperation(req: T.TCloseOperationReq): Promise<T.TCloseOperationResp>;
  GetResultSetMetadata(req: T.TGetResultSetMetadataReq): Promise<T.TGetResultSetMetadataResp>;
  FetchResults(req: T.TFetchResultsReq): Promise<T.TFetchResultsResp>;
}

/** Reads one call, lets the handler answer it, and returns the answer's bytes. Rejects for no Thrift. */
export async function answer(request: Buffer, handler: Handler): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const output = new thrift.TBufferedTransport(undefined, (bytes) =>
      resolve(bytes ?? Buffer.alloc(0)),
    );
    const processor = new driver.TCLIService.Processor(handler);
    const receive = thrift.TBufferedTransport.receiver((input) => {
      processor.process(new thrift.TBinaryProtocol(input), new thrift.TBinaryProtocol(output));
    }, 0);
    try {
      receive(request);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
