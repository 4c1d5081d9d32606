// `deploy control-room`: brings the Control Room to a stage, and looks at its health and KPIs afterwards.
// (Runbook 1, "Deploy Control Room": gh workflow run deploy-control-room.yml -f environment=staging)
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { commitInput, deployData } from '../../services/deploys/deploy-data.js';
import { createDeployLife } from '../../services/deploys/deploy-life.js';
import { planDeploy } from '../../services/deploys/deploy-plan.js';

export const deployControlRoom = defineAction({
  id: 'deploy.control-room',
  family: 'Deploy',
  summary: 'Deploy the Control Room: commits and checks first, health and KPIs after',
  runbook: 'finance-ppm#deploy-control-room',
  examples: ['deploy control-room staging', 'deploy control-room production --commit 4f2a9c1'],
  args: ['stage'],
  risk: 'routine',
  riskNote: 'any stage but staging is critical',
  // A stage that ppm.config.yaml calls otherwise is as risky as production.
  riskOf: ({ stage }) => (stage === 'staging' ? 'routine' : 'critical'),
  input: z.object({
    stage: z.string().trim().toLowerCase().min(1).max(60).describe('staging or production'),
    commit: commitInput.describe('Sha of a commit; without it the newest one'),
  }),
  data: deployData,
  plan: (input, context) =>
    planDeploy({ ...input, what: 'control-room', isRollback: false }, context),
  ...createDeployLife(),
});
