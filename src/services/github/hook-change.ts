// Switching a webhook off and on: which one is meant, what is shown before, how it is told whether it was done. Both ways are
// harmless to repeat. (Runbook 3 "Disable Sync Temporarily")
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { GithubConfig } from '../../config/delivery-schema.js';
import type { Check, Reconciliation } from '../../core/operation.js';
import type { PlanOf } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import type { Overview } from '../overview.js';
import type { Github, Hook } from './github.js';

export const hookInput = {
  id: z.coerce.number().int().positive().describe('Its id, as `webhooks` lists'),
  repository: z
    .string()
    .max(200)
    .optional()
    .describe('owner/name; only needed where several are configured'),
};

export const hookData = z.object({
  repository: z.string(),
  id: z.number(),
  /** Whether it is to be on. */
  isActive: z.boolean(),
  address: z.string(),
});
export type HookData = z.infer<typeof hookData>;

interface Looking {
  github: Pick<Github, 'hooks'>;
  rules: GithubConfig;
  signal: AbortSignal;
}

/** The configured repositories, or the one that was named. @throws Problem not_possible, invalid_input (field repository) */
export function repositoriesNamed(
  { repositories }: GithubConfig,
  named: string | undefined,
): readonly string[] {
  if (repositories.length === 0)
    throw new Problem(
      'not_possible',
      'No GitHub repository is configured.',
      'Name those whose webhooks matter in ppm.config.yaml under github.repositories.',
    );
  if (named === undefined) return repositories;
  // GitHub takes upper and lower case as the same.
  const found = repositories.find((one) => one.toLowerCase() === named.toLowerCase());
  if (found !== undefined) return [found];
  throw new Problem(
    'invalid_input',
    `${JSON.stringify(named.slice(0, 100))} is not configured.`,
    `There are ${nearest(repositories, named)}; more in ppm.config.yaml under github.repositories.`,
    { field: 'repository' },
  );
}

/** @throws Problem invalid_input (field repository), not_found (field id) naming the nearest, not_possible when it is so already */
export async function planHookChange(
  input: { id: number; repository?: string | undefined; isActive: boolean; environment: string },
  looking: Looking,
): Promise<PlanOf<HookData>> {
  const { id, isActive, environment } = input;
  const [repository = '', ...others] = repositoriesNamed(looking.rules, input.repository);
  if (others.length > 0)
    throw new Problem(
      'invalid_input',
      'Several repositories are configured.',
      `Give --repository: ${[repository, ...others].join(', ')}.`,
      { field: 'repository' },
    );
  const hook = await hookOf(repository, id, looking);
  if (hook.isActive === isActive) throw soAlready(hook, repository);
  const { address, events } = hook;
  const shown = `webhook ${id} of ${repository}`;
  return {
    target: `${repository}/hooks/${id}`,
    environment,
    headline: `${isActive ? 'Enable' : 'Disable'} ${shown}`,
    facts: [
      { label: 'Repository', value: repository },
      { label: 'Delivers to', value: address, mono: true },
      { label: 'Events', value: eventsText(events) },
    ],
    changes: [{ label: `Webhook ${id}`, before: stateText(!isActive), after: stateText(isActive) }],
    warnings: [
      ...(isActive
        ? [`From then on ${eventsText(events)} of ${repository} reaches ${address}.`]
        : [`Nothing of it arrives any more: ${eventsText(events)} no longer reaches ${address}.`]),
      'GitHub does not send later what happens while it is disabled.',
    ],
    steps: [{ id: 'set', title: `${isActive ? 'Enable' : 'Disable'} ${shown}` }],
    undo: `${isActive ? 'Disables' : 'Enables'} it again.`,
    guard: { state: stateText(hook.isActive), address, events: eventsText(events) },
    data: { repository, id, isActive, address },
  };
}

async function hookOf(repository: string, id: number, { github, signal }: Looking): Promise<Hook> {
  const hooks = await github.hooks(repository, signal);
  const found = hooks.find((hook) => hook.id === id);
  if (found) return found;
  const ids = hooks.map((hook) => String(hook.id));
  throw new Problem(
    'not_found',
    `${repository} has no webhook ${id}.`,
    ids.length === 0 ? 'It has none at all.' : `There are ${nearest(ids, String(id))}.`,
    { field: 'id' },
  );
}

function soAlready({ id, isActive }: Hook, repository: string): Problem {
  return new Problem(
    'not_possible',
    `Webhook ${id} of ${repository} is ${stateText(isActive)} already.`,
    'There is nothing to do; `webhooks` shows all.',
    {
      field: 'id',
      suggestions: [
        {
          label: isActive ? 'Disable it' : 'Enable it',
          operation: isActive ? 'webhook.disable' : 'webhook.enable',
          input: { id, repository },
        },
      ],
    },
  );
}

export async function checkHook(
  { repository, id, isActive }: HookData,
  { github, signal }: Omit<Looking, 'rules'>,
): Promise<Check[]> {
  const now = (await github.hooks(repository, signal)).find((hook) => hook.id === id);
  return [
    {
      name: `Webhook ${id} is ${stateText(isActive)}`,
      ok: now?.isActive === isActive,
      expected: stateText(isActive),
      actual: now ? stateText(now.isActive) : 'not there any more',
    },
  ];
}

/** One that is gone counts as not done: the next try says so. */
export async function settleHook(
  data: HookData,
  looking: Omit<Looking, 'rules'>,
): Promise<Reconciliation> {
  const [check] = await checkHook(data, looking);
  return {
    outcome: check?.ok === true ? 'done' : 'not-done',
    evidence: `Webhook ${data.id} of ${data.repository} is ${check?.actual}.`,
  };
}

/** The environment whose approval policy holds: what webhooks deliver to belongs to production. */
export function productionOf(environments: Overview['environments']): string {
  return Object.entries(environments).find(([, { production }]) => production)?.[0] ?? 'production';
}

function stateText(isActive: boolean): string {
  return isActive ? 'enabled' : 'disabled';
}

/** `push, release` or `every event` */
export function eventsText(events: readonly string[]): string {
  return events.includes('*') ? 'every event' : events.join(', ') || 'no event';
}

function nearest(names: readonly string[], given: string): string {
  return names
    .toSorted((a, b) => distance(a, given) - distance(b, given))
    .slice(0, 5)
    .join(', ');
}
