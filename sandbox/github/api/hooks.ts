// Webhooks of the repository. (docs.github.com, "REST API endpoints for repository webhooks")
import { z } from 'zod';
import type { Hook } from '../state/hooks.js';
import { time, type Repository } from '../state/repository.js';
import {
  ApiError,
  fieldsIn,
  idIn,
  invalid,
  notFound,
  ok,
  type Call,
  type Handler,
} from './call.js';
import { pageOf } from './paging.js';

const known = new Set(
  `* check_run check_suite create delete deployment deployment_status issue_comment
    issues ping pull_request pull_request_review push release
    repository status workflow_dispatch workflow_job workflow_run`.split(/\s+/),
);

export const listHooks: Handler = ({ repository }, { query }) => {
  const { hooks, apiUrl } = repository;
  const { items, headers } = pageOf(hooks, query, `${apiUrl()}/hooks`);
  return { status: 200, headers, body: items.map((hook) => shownHook(repository, hook)) };
};

export const getHook: Handler = ({ repository }, call) =>
  ok(shownHook(repository, hookAt(repository, call)));

export const deleteHook: Handler = ({ repository }, call) => {
  const hook = hookAt(repository, call);
  repository.hooks.splice(repository.hooks.indexOf(hook), 1);
  return { status: 204 };
};

const names = z.array(z.string());
const changes = z.object({
  active: z.boolean().optional(),
  events: names.min(1).optional(),
  add_events: names.default([]),
  remove_events: names.default([]),
  config: z
    .object({
      url: z.string().optional(),
      content_type: z.enum(['json', 'form']).default('form'),
      insecure_ssl: z.union([z.enum(['0', '1']), z.literal(0), z.literal(1)]).default('0'),
      secret: z.string().optional(),
    })
    .optional(),
});

export const updateHook: Handler = ({ repository }, call) => {
  const hook = hookAt(repository, call);
  const read = changes.safeParse(fieldsIn(call.body, Object.keys(changes.shape)));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(`For 'properties/${issue?.path.join('/') ?? ''}', ${issue?.message ?? ''}.`);
  }
  const { active = hook.active, events, add_events, remove_events, config } = read.data;
  const wanted = [...new Set([...(events ?? hook.events), ...add_events])];
  const unknown = wanted.find((event) => !known.has(event));
  if (unknown !== undefined) throw failed(`Events contains an unknown event: ${unknown}`);
  if (config) hook.config = wholeConfig(config);
  hook.active = active;
  hook.events = wanted.filter((event) => !remove_events.includes(event));
  hook.updatedAt = repository.now();
  return ok(shownHook(repository, hook));
};

/** It takes the old one's place: a secret that is not given again is gone. */
function wholeConfig(given: NonNullable<z.output<typeof changes>['config']>): Hook['config'] {
  const { url, content_type, insecure_ssl, secret } = given;
  if (url === undefined) throw failed('Config must contain URL for webhooks');
  if (!/^https?:\/\/.+/.test(url)) throw failed('Config url is not a valid URL');
  return {
    url,
    content_type,
    insecure_ssl: String(insecure_ssl) === '1' ? '1' : '0',
    ...(secret === undefined ? {} : { secret }),
  };
}

function failed(message: string): ApiError {
  const errors = [{ resource: 'Hook', code: 'custom', message }];
  return new ApiError(422, 'Validation Failed', { errors });
}

/** @throws ApiError 404 */
function hookAt({ hooks }: Repository, { parts: [id] }: Call): Hook {
  const wanted = idIn(id);
  const found = hooks.find((hook) => hook.id === wanted);
  if (!found) throw notFound();
  return found;
}

function shownHook({ apiUrl }: Repository, hook: Hook): object {
  const { id, active, events, config, last } = hook;
  const url = `${apiUrl()}/hooks/${id}`;
  return {
    type: 'Repository',
    id,
    name: 'web',
    active,
    events,
    config: { ...config, ...(config.secret === undefined ? {} : { secret: '********' }) },
    created_at: time(hook.createdAt),
    updated_at: time(hook.updatedAt),
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: last,
  };
}
