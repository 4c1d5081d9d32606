// Who may call, and how often: user agent, version, token, and the two rate limits. (docs.github.com, "Rate limits for the REST
// API", "Troubleshooting the REST API", "API versions")
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './api/call.js';
import type { FaultBox } from './faults.js';

const windowMs = 3_600_000;
const versions = ['2022-11-28', '2026-03-10'];
const mediaTypes = /^(?:\*\/\*|application\/\*|application\/(?:json|vnd\.github[\w.+-]*))$/;

export interface Rate {
  limit: number;
  remaining: number;
  /** Epoch seconds. */
  reset: number;
  used: number;
}

export interface GateOptions {
  token: string;
  limit: number;
  now: () => number;
  faults: FaultBox;
}

export class Gate {
  isRefusing = false;
  private used = 0;
  private resetAt: number;
  private readonly options: GateOptions;

  constructor(options: GateOptions) {
    this.options = options;
    this.resetAt = options.now() + windowMs;
  }

  rate(): Rate {
    const { limit, faults } = this.options;
    const used = faults.isOn('exhausted') ? limit : Math.min(this.used, limit);
    return { limit, remaining: limit - used, reset: Math.floor(this.resetAt / 1000), used };
  }

  /** @throws ApiError for whoever may not call at all */
  letIn(headers: IncomingHttpHeaders): void {
    if (this.options.now() >= this.resetAt) {
      this.used = 0;
      this.resetAt = this.options.now() + windowMs;
    }
    if ((headers['user-agent'] ?? '') === '')
      throw new ApiError(403, 'Request forbidden by administrative rules.');
    const accepted = (headers.accept ?? '*/*').split(',').map((one) => one.split(';')[0]?.trim());
    if (!accepted.some((type) => mediaTypes.test(type ?? '')))
      throw new ApiError(415, "Unsupported 'Accept' header. Must accept 'application/json'.");
    const version = headers['x-github-api-version'];
    if (version !== undefined && !versions.includes(String(version)))
      throw new ApiError(400, `"${String(version)}" is not a supported version of the API.`);
    const given = /^(?:Bearer|token) (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (given === undefined) throw new ApiError(401, 'Requires authentication');
    if (this.isRefusing || given !== this.options.token) throw new ApiError(401, 'Bad credentials');
  }

  /** @throws ApiError when no calls are left, or too many came at once */
  count(called: string): void {
    if (this.rate().remaining === 0)
      throw new ApiError(403, 'API rate limit exceeded for user ID 1.');
    const tooFast = this.options.faults.take('tooFast', called);
    if (tooFast)
      throw new ApiError(
        tooFast.status,
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        { headers: { 'retry-after': String(tooFast.retryAfterSeconds) } },
      );
    this.used += 1;
  }

  headers(): Record<string, string> {
    const { limit, remaining, reset, used } = this.rate();
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': 'core',
    };
  }
}
