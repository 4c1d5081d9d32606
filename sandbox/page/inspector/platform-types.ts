// What the sandbox says about its warehouse (databricks/control.ts).

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
