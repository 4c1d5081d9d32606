// Workflows that don't fit what ppm.config.yaml says of them: said when the deployment is planned, with what to change.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startsWith } from './changed-config.js';
import { connected, openStage, plans, reads, says, shown, type Stage } from './stage.js';

const workflow = 'workflow: deploy-control-room.yml';
const ours = '.github/workflows/deploy-control-room.yml';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    github: { paceMs: 2_000, listDelayMs: 300 },
    notion: { requestsPerMinute: 0 },
  });
});
afterAll(() => stage?.close());

let back: (() => Promise<void>) | null = null;
afterEach(async () => {
  await back?.();
  back = null;
});

async function refused(): Promise<string> {
  const text = await reads(stage, stage.ana, '/ppm deploy control-room staging');
  expect(stage.github.dispatches()).toBe(0);
  return text;
}

test.each([
  [
    'without the input for the marker',
    'workflow: old-deploy.yml',
    /old-deploy\.yml of .* has no input ppm_run[^]*workflow_dispatch:[^]*ppm_run:/,
  ],
  [
    'that can not be dispatched',
    'workflow: ci.yml',
    /ci\.yml of .* can't be dispatched: it has no workflow_dispatch on main[^]*run-name:/,
  ],
  [
    'that is not there',
    'workflow: deploy-contol-room.yml',
    /has no workflow deploy-contol-room\.yml[^]*deploy-control-room\.yml/,
  ],
  [
    'on a branch that is not there',
    `${workflow}\n        ref: relase`,
    /has no branch, tag or commit "relase"|relase/,
  ],
  [
    'that does not have one of its inputs',
    `${workflow}\n        marker: commit`,
    /run-name of deploy-control-room\.yml .* does not name inputs\.commit/,
  ],
])('a workflow %s', async (_, to, what) => {
  back = await startsWith(stage, { from: workflow, to });
  expect(await refused()).toMatch(what);
});

test('one that is disabled, one that needs more, and then it fits again', async () => {
  await stage.bot.kill('SIGTERM');
  await stage.bot.start();
  await connected(stage);
  stage.github.setWorkflow('deploy-control-room.yml', 'disabled_manually');
  expect(await refused()).toMatch(/is disabled[^]*Enable it on GitHub/);
  stage.github.setWorkflow('deploy-control-room.yml', 'active');

  const file = (more: string): Record<string, string> => ({
    [ours]: `name: Deploy
run-name: Deploy \${{ inputs.environment }} \${{ inputs.ppm_run }}
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, required: true, options: [staging, production] }
      commit: { type: string }
      ppm_run: { type: string }
${more}jobs: {}
`,
  });
  stage.github.push({
    title: 'Ask for a ticket',
    files: file('      ticket: { type: string, required: true }\n'),
  });
  expect(await refused()).toMatch(/needs ticket, which it is not given/);
  stage.github.push({ title: 'Ask for none', files: file('') });
  const card = await plans(stage.ana, '/ppm deploy control-room staging');
  expect(shown(await says(stage.ana, card, /has succeeded/, 60_000))).toContain('Ask for none');
  expect(stage.github.dispatches()).toBe(1);
}, 120_000);
