// What the senders of alerts can be told to do, and what they tell of it.
import type { JobsSimulator } from '../databricks/jobs/index.js';

export type WorkspaceJobs = Pick<JobsSimulator, 'list' | 'runs' | 'record'>;

/** One alert: its labels are what it is, all the rest may change. */
export interface AlertSpec {
  labels: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  /** Epoch milliseconds; now when absent. */
  startsAt?: number;
}

export interface StoredAlert {
  /** 16 hex digits, made from the labels. */
  fingerprint: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  startsAt: number;
  /** Null while it fires. */
  endsAt: number | null;
}

export const sources = ['alertmanager', 'grafana', 'databricks', 'github'] as const;
export type Source = (typeof sources)[number];

/** One request to the bot. */
export interface SentRequest {
  n: number;
  /** Epoch milliseconds. */
  at: number;
  source: Source;
  /** Such as `firing APIDown`. */
  what: string;
  /** 1 for the first try; more: the same again, since the one before had no 2xx. */
  attempt: number;
  /** 0: there was no answer. */
  status: number;
  /** It had a 4xx and isn't tried again, or the sender doesn't try again. */
  givenUp: boolean;
  /** The JSON that was sent. */
  body: unknown;
  /** What came back; the reason where nothing did. */
  answer: string;
}

export interface AlertSenders {
  /** Of Alertmanager's API v2, for `alerts.alertmanagerUrl`. */
  url: string;
  /** Alertmanager: begins, or stays as it is where it fires already. @returns its fingerprint */
  fire(alert: AlertSpec): string;
  /** Alertmanager: ends. False when it doesn't fire. */
  resolve(alert: Pick<AlertSpec, 'labels'>): boolean;
  resolveAll(): void;
  /** What fires at Alertmanager, oldest first. */
  firing(): StoredAlert[];
  /** Tells of every group again, as Alertmanager does after its repeat interval. */
  repeat(): void;
  /** So many groups of one alert each, at once. */
  storm(groups: number): void;
  /** One alert begins and ends so often, each told of; resolves when all of it is. */
  flap(times: number): Promise<void>;
  /** One group of which so many alerts are left out of the notification. */
  truncated(leftOut: number): void;
  /** Grafana: tells of the alert at once. */
  grafana(alert: AlertSpec, status?: 'firing' | 'resolved'): void;
  /**
   * Databricks tells of the latest run of the job if that ended so and was not told of, else of one that ends so now.
   * @param jobs of the workspace; without them, and for a job that is not there, the run is made up
   */
  databricksFailure(job?: string, jobs?: WorkspaceJobs): void;
  databricksSuccess(job?: string, jobs?: WorkspaceJobs): void;
  githubFailure(workflow?: string): void;
  githubSuccess(workflow?: string): void;
  /** Sends a request once more, byte by byte. False when there is none with this number any more. */
  again(n: number): boolean;
  /** Requests numbered above `n`, oldest first; the last 2,000 are kept. */
  traffic(after?: number): SentRequest[];
  /** How many notifications have not been taken or given up yet. */
  pending(): number;
  close(): Promise<void>;
}

export interface AlertSenderOptions {
  /** Where the bot listens, `http://127.0.0.1:3000`; asked before each request, since it changes at a restart. */
  botUrl: () => string;
  secrets: Readonly<Record<Source, string>>;
  now?: () => number;
  /** Milliseconds that new alerts of a group wait for others. */
  groupWait?: number;
  /** Milliseconds before the second try; doubled each time, up to a second. */
  firstRetry?: number;
}
