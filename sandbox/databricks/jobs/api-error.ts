// What the Jobs API answers when it refuses: a status, a code and a sentence.

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** A name; a number where it is about the token. */
  readonly code: string | number;

  constructor(status: number, code: string | number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (message: string): ApiError =>
  new ApiError(400, 'INVALID_PARAMETER_VALUE', message);

export const malformed = (message: string): ApiError =>
  new ApiError(400, 'MALFORMED_REQUEST', message);
