// The Home tab: what `status` says, for the person who opens it.
import { randomUUID } from 'node:crypto';
import { renderReport } from '../cards/report-card.js';
import type { Desk } from './desk-parts.js';

export async function showHome(desk: Desk, user: string): Promise<void> {
  const answer = await desk.engine.ask({
    actor: desk.directory.fromSlack(user),
    requestId: `home:${randomUUID()}`,
    signal: new AbortController().signal,
    words: { operation: 'status', input: {} },
  });
  if (answer.kind !== 'report') return;
  // Slack takes no table, plan or chart on a Home tab.
  const { blocks } = renderReport(answer.report, { privately: true, plain: true });
  await desk.client.views.publish({ user_id: user, view: { type: 'home', blocks } });
}
