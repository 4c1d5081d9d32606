// What the Notion simulator offers to the sandbox, its page and the tests, beside the API itself.

export interface NotionOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  token?: string;
  /** Calls in any 60 s; 0: no limit. Default 180. */
  requestsPerMinute?: number;
  /** How long an answer takes, milliseconds: a number, or a span to pick from by `random`. Default 0. */
  latency?: number | readonly [number, number];
  /** Epoch milliseconds. */
  now?: () => number;
  /** Waits; with a pretended clock, without time passing. */
  sleep?: (millis: number) => Promise<void>;
  /** From 0 to 1, for latency. */
  random?: () => number;
  /** Rows that one query gives at most; default 10,000. */
  queryLimit?: number;
  /** Rows that one answer carries at most, whatever page size is asked for; default 100. */
  answerLimit?: number;
  /** References that a page carries at most; default 25. */
  referenceLimit?: number;
  /** Whether the trash changes `last_edited_time`; default true. */
  trashEdits?: boolean;
  /** Databases at the start; default: those of the pretend company (sandbox/notion/company-databases.ts). */
  databases?: readonly DatabaseSeed[];
  /** Where events go; none by default. */
  webhookUrl?: string | null;
}

/** A property in Notion's words: `{ type: 'select', select: { options: [...] } }`. */
export type PropertySeed = { type: string; [rest: string]: unknown };

export interface DatabaseSeed {
  /** With dashes. */
  id: string;
  dataSourceId: string;
  title: string;
  properties: Record<string, PropertySeed>;
  /** False: the integration can't see it. */
  shared?: boolean;
  /** Pages that are there from the start. */
  pages?: readonly PageSeed[];
  /**
   * Rows made on demand, at no cost: row `index` (0 is the oldest) is always the same. `createdAt` must not fall with the
   * index; rows edited later are kept beside.
   */
  generated?: {
    count: number;
    createdAt: (index: number) => number;
    page: (index: number) => { id: string; properties: Record<string, unknown> };
    /** Finds the row of an id; null where it is none. */
    indexOf: (id: string) => number | null;
  };
}

export interface PageSeed {
  id?: string;
  createdAt?: number;
  editedAt?: number;
  /** Lies in the trash from the start. */
  inTrash?: boolean;
  /** Values in Notion's words, or short: a text, number, boolean, or array for what the property's type takes. */
  properties: Record<string, unknown>;
}

export interface LoggedCall {
  n: number;
  /** Epoch milliseconds. */
  at: number;
  method: string;
  path: string;
  status: number;
  /** Notion's error code. */
  error?: string;
  request: unknown;
  response: unknown;
}

export interface NotionSimulator {
  /** `http://127.0.0.1:…`, for NOTION_API_URL; empty when it was not given a socket. */
  url: string;
  /** Answers a request without a socket: for `fetch` of the client. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  faults: { get(): NotionFaults; set(faults: NotionFaults): void };
  calls(after?: number): readonly LoggedCall[];
  /** As somebody in Notion does it. Times are the simulator's clock. */
  createPage(database: string, page: PageSeed): string;
  editPage(id: string, properties: Record<string, unknown>): void;
  trashPage(id: string): void;
  returnPage(id: string): void;
  /** Gone for good, as from an emptied trash. */
  deletePage(id: string): void;
  movePage(id: string, database: string): void;
  share(database: string, shared: boolean): void;
  /** Adds, changes or (null) takes away a property. */
  changeProperty(database: string, name: string, property: PropertySeed | null): void;
  /**
   * Everything of a database as it is, trash included, ordered by id; complete, however many references a page has.
   * @param newest only so many, those edited last first: costs nothing for a database of generated rows
   */
  pages(database: string, newest?: number): SimulatedPage[];
  databases(): {
    id: string;
    dataSourceId: string;
    title: string;
    shared: boolean;
    pages: number;
  }[];
  /** Sends the verification token to `webhookUrl`, as when somebody makes the subscription; resolves with it. */
  verifyWebhook(): Promise<string>;
  close(): Promise<void>;
}

export interface SimulatedPage {
  id: string;
  createdAt: number;
  editedAt: number;
  inTrash: boolean;
  /** As the API gives them, with every reference. */
  properties: Record<string, unknown>;
}

/** What goes wrong on purpose. Those with a count wear out. `match`: regular expression over `METHOD /path`. */
export interface NotionFaults {
  unauthorized?: boolean;
  restricted?: { match: string };
  rateLimited?: { count: number; retryAfterSeconds: number };
  overloaded?: { count: number; retryAfterSeconds: number };
  serverError?: { match: string; count: number; status: 500 | 502 | 503 };
  /** It is done, then the connection is cut. */
  lostReply?: { match: string; count: number };
  /** The connection is cut before anything is done. */
  cut?: { match: string; count: number };
  slow?: { match: string; millis: number };
  conflict?: { match: string; count: number };
  /** Cursors that were given out are refused: 400 validation_error. */
  badCursor?: { count: number };
  /** Every page of a query has the first one's cursor again. */
  stuckCursor?: boolean;
  down?: boolean;
}
