import { describe, expect, it } from 'vitest';
import { notionWebhook } from '../../../src/handlers/notion/notion-webhook.js';
import type { WebhookState } from '../../../src/services/notion/webhooks/webhook-tokens.js';
import { contextWith } from '../../support/context.js';

/** What the operation answers in this state, and how often it forgot. */
async function asked(state: WebhookState, input: { forget?: boolean } = {}) {
  let forgotten = 0;
  const report = await notionWebhook.act(
    input,
    contextWith({
      notionWebhook: {
        state: async () => state,
        forget: async () => {
          forgotten += 1;
          return true;
        },
      },
    }),
  );
  return { report, text: JSON.stringify(report), forgotten };
}

const one = { token: 'secret_one_0123456789', at: Date.UTC(2026, 0, 2, 3, 4, 5) };
const other = { token: 'secret_other_0123456789', at: 0 };

describe('notion webhook', () => {
  it('says what to do while nothing has come', async () => {
    const { report, text } = await asked({ state: 'waiting', offered: [] });
    expect(report.headline).toContain('not sent a verification token yet');
    expect(text).toContain('/webhooks/notion');
  });

  it('shows the token to paste and the setting, to the one who asked only', async () => {
    const { report, text } = await asked({ state: 'waiting', offered: [one] });
    expect(report.secret).toBe(true);
    expect(report.sections).toEqual([
      { title: 'Came 2026-01-02 03:04:05 UTC', lines: [one.token], code: true },
      expect.objectContaining({ lines: [`NOTION_WEBHOOK_TOKEN=${one.token}`], code: true }),
    ]);
    expect(text).not.toContain('More than one');
  });

  it('shows all of several, and says that not each need be Notion’s', async () => {
    const { report, text } = await asked({ state: 'waiting', offered: [one, other] });
    expect(report.secret).toBe(true);
    expect(text).toContain(other.token);
    expect(text).toContain('More than one came');
  });

  it('shows the setting once it is verified', async () => {
    const { report, text } = await asked({ state: 'confirmed', ...one });
    expect(report).toMatchObject({ status: 'good', secret: true });
    expect(text).toContain(`NOTION_WEBHOOK_TOKEN=${one.token}`);
  });

  it('has nothing to show or to forget when the setting is there', async () => {
    const { report, forgotten } = await asked({ state: 'set' }, { forget: true });
    expect(report.headline).toContain('NOTION_WEBHOOK_TOKEN is set');
    expect(forgotten).toBe(0);
  });

  it('forgets on demand', async () => {
    const { report, forgotten } = await asked({ state: 'confirmed', ...one }, { forget: true });
    expect(forgotten).toBe(1);
    expect(JSON.stringify(report)).not.toContain(one.token);
  });

  it('is no query: those are readable by everybody', () => {
    expect([notionWebhook.kind, notionWebhook.risk]).toEqual(['command', 'routine']);
  });
});
