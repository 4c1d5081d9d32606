// Requests to the bot's own web address, under the names of runbook 4 ("Metrics to Monitor"), so that its alert rules hold
// for the bot too: a summary with quantiles, and the label `status_code`.
import { Counter, Summary, type Registry } from 'prom-client';

export interface HttpMetrics {
  /** @param path one of those that are served; anything else is `other`. Call the result with the answer's status. */
  began(method: string, path: string): (status: number) => void;
}

/** Requests of the last ten minutes make the quantiles. */
const window = { maxAgeSeconds: 600, ageBuckets: 5 };

export function createHttpMetrics(registry: Registry): HttpMetrics {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by method, path and status',
    labelNames: ['method', 'path', 'status_code'],
    registers: [registry],
  });
  const durations = new Summary({
    name: 'http_request_duration_seconds',
    help: 'From a request to its answer, over the last ten minutes',
    labelNames: ['method', 'path'],
    percentiles: [0.5, 0.95, 0.99],
    ...window,
    registers: [registry],
  });
  return {
    began(method, path) {
      const stop = durations.startTimer({ method, path });
      return (status) => {
        stop();
        requests.inc({ method, path, status_code: String(status) });
      };
    },
  };
}
