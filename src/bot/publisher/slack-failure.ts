// What a failed Web API call means for the one who called: came to nothing for certain, refused by name, or in doubt.
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

export type SlackFailure =
  /** Slack said no; nothing was done. */
  | { kind: 'refused'; error: string }
  | { kind: 'rate-limited'; retryAfterMillis: number }
  /** No answer, or a server error: it may have been done or not. */
  | { kind: 'in-doubt'; error: string };

export function slackFailure(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'rate-limited', retryAfterMillis: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) return { kind: 'refused', error: error.data.error };
  if (error instanceof WebAPIHTTPError && error.statusCode < 500)
    return { kind: 'refused', error: `http_${error.statusCode}` };
  return { kind: 'in-doubt', error: error instanceof Error ? error.message : 'no answer' };
}
