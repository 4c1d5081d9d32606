// What the sandbox says about its warehouse and the bot's process (databricks/control.ts, routes.ts).

export interface PlatformVersion {
  version: number;
  timestamp: number | string;
  operation: string;
  userName: string;
  rows: number;
  readable: boolean;
}

export interface PlatformTable {
  name: string;
  rows: number;
  files: number;
  bytes: number;
  version: number;
  /** Newest first. */
  versions: PlatformVersion[];
}

export interface BotStatus {
  pid: number | null;
  state: 'running' | 'stopped';
  restarts: number;
}
