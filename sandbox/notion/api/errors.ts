// Notion's errors, by code. (developers.notion.com, "Status codes")

export const statusOf = {
  invalid_json: 400,
  invalid_request_url: 400,
  invalid_request: 400,
  validation_error: 400,
  missing_version: 400,
  unauthorized: 401,
  restricted_resource: 403,
  object_not_found: 404,
  conflict_error: 409,
  rate_limited: 429,
  internal_server_error: 500,
  bad_gateway: 502,
  service_unavailable: 503,
  service_overload: 529,
} as const;
export type ErrorCode = keyof typeof statusOf;

/** A call that is refused. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly headers: Record<string, string>;
  readonly additional: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { headers?: Record<string, string>; additional?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.code = code;
    this.headers = more.headers ?? {};
    this.additional = more.additional;
  }
}

export function invalid(message: string): ApiError {
  return new ApiError('validation_error', message);
}

export function missing(what: string, id: string): ApiError {
  return new ApiError(
    'object_not_found',
    `Could not find ${what} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration "PPM on-call".`,
  );
}
