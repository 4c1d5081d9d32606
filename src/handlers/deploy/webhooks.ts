// `webhooks`: what the webhooks of the configured repositories deliver, to whom, and whether it arrives.
// (Runbook 3, "Disable Sync Temporarily")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import type { Hook } from '../../services/github/github.js';
import { eventsText, repositoriesNamed } from '../../services/github/hook-change.js';

/** Rows that a table can show. */
const mostRows = 100;
/** More findings than these are not read; the table has all. */
const mostFindings = 10;

interface Row {
  repository: string;
  hook: Hook;
}

export const webhooks = defineQuery({
  id: 'webhooks',
  family: 'Deploy',
  summary: 'Webhooks of the GitHub repositories: where they deliver to, and whether it arrives',
  runbook: 'wittwizz-notion-sync#disable-sync-temporarily',
  examples: ['webhooks', 'webhooks --repository meridian-finance/ppm-platform'],
  args: [],
  input: z.object({
    repository: z
      .string()
      .max(200)
      .optional()
      .describe('owner/name; without it all that are configured'),
  }),
  async read(input, { github, githubRules, signal }) {
    const repositories = repositoriesNamed(githubRules, input.repository);
    const rows: Row[] = [];
    const unseen: Finding[] = [];
    for (const repository of repositories)
      try {
        const hooks = await github.hooks(repository, signal);
        rows.push(...hooks.map((hook) => ({ repository, hook })));
      } catch (error) {
        // One that can't be seen does not hide the others.
        if (!(error instanceof Problem) || repositories.length === 1 || !github.configured)
          throw error;
        unseen.push({
          severity: 'bad',
          title: `The webhooks of ${repository} can not be seen`,
          evidence: error.message,
          fix: error.hint,
        });
      }
    const findings = [...unseen, ...rows.flatMap(findingOf)];
    const off = rows.filter(({ hook }) => !hook.isActive).length;
    return {
      status: unseen.length > 0 ? 'bad' : findings.length > 0 ? 'warning' : 'good',
      headline:
        rows.length === 0 && unseen.length === 0
          ? `${repositories.join(', ')} has no webhooks`
          : `${rows.length} webhook${rows.length === 1 ? '' : 's'}, ${off} disabled`,
      findings: findings.slice(0, mostFindings),
      tables:
        rows.length === 0
          ? []
          : [
              {
                title: 'Webhooks',
                columns: [
                  { label: 'Id', align: 'right' },
                  { label: 'Repository' },
                  { label: 'State' },
                  { label: 'Delivers to' },
                  { label: 'Events' },
                  { label: 'Last response' },
                ],
                rows: rows.slice(0, mostRows).map(cellsOf),
                ...(rows.length > mostRows ? { more: `${rows.length - mostRows} more` } : {}),
              },
            ],
      notes: ['From GitHub, now. Addresses are shown without their query and credentials.'],
    };
  },
});

function cellsOf({ repository, hook }: Row): string[] {
  return [
    String(hook.id),
    repository,
    hook.isActive ? 'on' : 'off',
    hook.address,
    eventsText(hook.events),
    hook.lastResponse === '' ? '–' : hook.lastResponse,
  ];
}

function findingOf({ repository, hook }: Row): Finding[] {
  const { id, isActive, address, events, lastResponse } = hook;
  const input = { id, repository };
  if (!isActive)
    return [
      {
        severity: 'warning',
        title: `Webhook ${id} of ${repository} is disabled`,
        evidence: `${eventsText(events)} does not reach ${address}.`,
        fix: 'Enable it, if the reason why it was disabled is over.',
        suggestion: { label: `Enable ${id}`, operation: 'webhook.enable', input },
      },
    ];
  if (lastResponse === '' || /^2\d\d\b/.test(lastResponse)) return [];
  return [
    {
      severity: 'warning',
      title: `The last delivery of webhook ${id} of ${repository} failed`,
      evidence: `${address} answered: ${lastResponse}`,
      cause: causeOf(lastResponse),
      fix: 'Mend the receiver, then send the failed deliveries again on GitHub: Settings, Webhooks, Recent Deliveries.',
      suggestion: { label: `Disable ${id}`, operation: 'webhook.disable', input },
    },
  ];
}

function causeOf(lastResponse: string): string {
  const status = /^\d{3}\b/.exec(lastResponse)?.[0] ?? '';
  if (status === '401' || status === '403')
    return 'The receiver does not take its signature: the secrets on both sides differ.';
  if (status === '404' || status === '410') return 'Nobody listens at that address.';
  if (status.startsWith('3')) return 'The address has moved; GitHub does not follow redirects.';
  if (status.startsWith('5')) return 'The receiver fails, or what stands in front of it.';
  if (status.startsWith('4')) return 'The receiver does not understand what it gets.';
  return 'GitHub got no answer: it is not reachable from there, or too slow (10 s).';
}
