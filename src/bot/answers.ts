// Private answers: only the person who asked sees them. Channel messages are the publisher's.
import type { WebClient } from '@slack/web-api';
import { Problem, type ProblemRecord } from '../core/problem.js';
import type { Report } from '../core/report.js';
import { redact } from '../services/redact.js';
import { renderProblem } from './cards/problem-card.js';
import { renderReport } from './cards/report-card.js';
import type { Rendered } from './cards/fit.js';
import type { ReplyTo } from './incoming.js';
import { slackFailure } from './publisher/slack-failure.js';

export interface Answers {
  /** @throws Problem outside_unavailable when Slack can't be reached: the request is then tried again */
  report(to: ReplyTo, report: Report): Promise<void>;
  problem(to: ReplyTo, problem: ProblemRecord, usage?: string): Promise<void>;
  /** One line of text. */
  say(to: ReplyTo, text: string): Promise<void>;
}

const deadlineMillis = 10_000;

export function createAnswers(client: WebClient): Answers {
  /** Slack refused the new blocks once: this workspace gets the old ones. */
  let plain = false;

  async function send(to: ReplyTo, draw: (plainly: boolean) => Rendered): Promise<void> {
    let rendered = draw(plain);
    let outcome = await deliver(to, rendered);
    if (outcome === 'invalid_blocks' && !plain) {
      plain = true;
      rendered = draw(plain);
      outcome = await deliver(to, rendered);
    }
    if (outcome !== 'ok')
      throw new Problem(
        'outside_unavailable',
        `Slack did not take an answer (${outcome}).`,
        'It is tried again.',
      );
    if (rendered.overflow)
      await handOver(to.user, `${rendered.overflow.title}.txt`, rendered.overflow.text);
  }

  async function deliver(to: ReplyTo, rendered: Rendered): Promise<string> {
    const byUrl = to.responseUrl === null ? 'no url' : await postTo(to.responseUrl, rendered);
    if (byUrl === 'ok' || byUrl === 'invalid_blocks') return byUrl;
    try {
      // With no channel at hand, or one that the bot is not in, the answer goes to the person's direct messages.
      if (to.channel === null)
        await client.chat.postMessage({
          channel: await directMessages(to.user),
          ...messageOf(rendered),
        });
      else
        await client.chat.postEphemeral({
          channel: to.channel,
          user: to.user,
          ...messageOf(rendered),
        });
      return 'ok';
    } catch (error) {
      const failure = slackFailure(error);
      return failure.kind === 'rate-limited' ? 'ratelimited' : failure.error;
    }
  }

  async function directMessages(user: string): Promise<string> {
    const opened = await client.conversations.open({ users: user });
    if (!opened.channel?.id) throw new Error('conversations.open answered without a channel');
    return opened.channel.id;
  }

  /** As a file in the person's direct messages: an ephemeral message can't carry one. */
  async function handOver(user: string, name: string, text: string): Promise<void> {
    const channel = await directMessages(user);
    await client.files.uploadV2({
      channel_id: channel,
      filename: name,
      title: name,
      content: text,
    });
  }

  const say = (to: ReplyTo, text: string): Promise<void> =>
    send(to, () => ({ text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] }));

  return {
    say,
    async report(to, report) {
      await send(to, (plainly) => renderReport(report, { privately: true, plain: plainly }));
      if (!report.attachment) return;
      const { name, text } = report.attachment;
      await handOver(to.user, name, report.secret === true ? text : redact(text));
      await say(to, `:page_facing_up: ${report.attachment.name} is in your direct messages.`);
    },
    problem: (to, problem, usage) =>
      send(to, () => renderProblem(problem, usage === undefined ? {} : { usage })),
  };
}

function messageOf(rendered: Rendered) {
  return { text: rendered.text, blocks: rendered.blocks };
}

/** `ok`, `invalid_blocks`, or why the address can't be used (expired, used up, no answer). */
async function postTo(url: string, rendered: Rendered): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        response_type: 'ephemeral',
        replace_original: false,
        ...messageOf(rendered),
      }),
      signal: AbortSignal.timeout(deadlineMillis),
    });
    const body = await response.text();
    if (response.ok && !body.includes('"ok":false')) return 'ok';
    return body.includes('invalid_blocks') ? 'invalid_blocks' : `http_${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer';
  }
}
