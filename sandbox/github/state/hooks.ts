// The repository's webhooks. (docs.github.com, "REST API endpoints for repository webhooks")

export interface HookConfig {
  url: string;
  content_type: 'json' | 'form';
  insecure_ssl: '0' | '1';
  /** It is never shown. */
  secret?: string;
}

export interface Hook {
  id: number;
  active: boolean;
  events: string[];
  config: HookConfig;
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
  last: { code: number | null; status: string; message: string | null };
}
