// `notion webhook`: the verification token that Notion sent, to be pasted back there; with it Notion tells the bot of changes
// at once. A command, since a query would be readable by everybody. (Notion API, "Webhooks": Verification)
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import { defineCommand } from '../../services/context.js';
import type { WebhookState } from '../../services/notion/webhooks/webhook-tokens.js';

export const notionWebhook = defineCommand({
  id: 'notion.webhook',
  family: 'Notion',
  summary: 'The token that verifies the Notion webhook, shown to you',
  examples: ['notion webhook', 'notion webhook --forget'],
  args: [],
  risk: 'routine',
  input: z.object({
    forget: z
      .boolean()
      .default(false)
      .describe('Forget the tokens that were kept, so that a new webhook can be verified'),
  }),
  async act({ forget }, { notionWebhook: tokens }) {
    if (forget && (await tokens.state()).state !== 'set') return forgotten(await tokens.forget());
    return reportOf(await tokens.state());
  },
});

function forgotten(had: boolean): Report {
  return {
    status: 'good',
    headline: had
      ? 'The kept tokens are forgotten: events are refused until a webhook is verified anew'
      : 'There was no token to forget',
    notes: [where],
  };
}

function reportOf(state: WebhookState): Report {
  switch (state.state) {
    case 'set':
      return {
        status: 'good',
        headline: 'NOTION_WEBHOOK_TOKEN is set: events that are signed with it are heard',
        notes: [
          'For another webhook: take the setting away, restart the bot, and verify the new one.',
        ],
      };
    case 'confirmed':
      return {
        status: 'good',
        headline: 'The Notion webhook is verified: Notion signs its events with this token',
        secret: true,
        facts: [{ label: 'Verified', value: instantOf(state.at) }],
        sections: [setting(state.token)],
        notes: [where, '`notion webhook --forget` makes room for another webhook.'],
      };
    case 'waiting':
      return state.offered.length === 0 ? nothingYet : offeredReport(state.offered);
  }
}

const where =
  "In Notion: notion.so/my-integrations, the integration, Webhooks; the address is the bot's own with /webhooks/notion.";

const nothingYet: Report = {
  status: 'info',
  headline: 'Notion has not sent a verification token yet',
  sections: [
    {
      title: 'What to do',
      lines: [
        'Create the webhook subscription in Notion for all events of pages, or press "Resend token" there.',
        'Then type `notion webhook` again.',
      ],
    },
  ],
  notes: [where],
};

function offeredReport(offered: { token: string; at: number }[]): Report {
  const [latest] = offered;
  return {
    status: 'info',
    headline: 'Paste this token into Notion to verify the webhook',
    secret: true,
    sections: [
      ...offered.map(({ token, at }) => ({
        title: `Came ${instantOf(at)}`,
        lines: [token],
        code: true,
      })),
      ...(latest ? [setting(latest.token)] : []),
    ],
    notes: [
      where,
      ...(offered.length > 1
        ? [
            'More than one came, and anybody can send one: the one that Notion takes is the right one.',
          ]
        : []),
    ],
  };
}

function setting(token: string) {
  return {
    title: 'Keep it with the other settings of the bot, then restart it',
    lines: [`NOTION_WEBHOOK_TOKEN=${token}`],
    code: true,
  };
}

/** To the second, UTC. */
function instantOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
