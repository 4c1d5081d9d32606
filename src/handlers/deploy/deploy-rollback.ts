// `deploy rollback`: brings back the last good deployment, or a certain commit. (Runbook 1, "P1 - Complete Outage": recent
// deployments are candidates for a rollback; runbook 4, "Mitigate": roll back recent changes)
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { commitInput, deployData } from '../../services/deploys/deploy-data.js';
import { createDeployLife } from '../../services/deploys/deploy-life.js';
import { planDeploy } from '../../services/deploys/deploy-plan.js';
import { deployableSchema } from '../../services/deploys/deploys.js';

export const deployRollback = defineAction({
  id: 'deploy.rollback',
  family: 'Deploy',
  summary: 'Go back to the last good deployment, or to a certain commit',
  runbook: 'finance-ppm#p1-complete-outage',
  examples: [
    'deploy rollback control-room production',
    'deploy rollback bundle prod --commit 4f2a9c1',
  ],
  args: ['what', 'stage'],
  risk: 'critical',
  input: z.object({
    what: deployableSchema.describe('What to roll back'),
    stage: z.string().trim().toLowerCase().min(1).max(60).describe('Where: prod, production …'),
    commit: commitInput.describe('Sha of a commit; without it the last good deployment'),
  }),
  data: deployData,
  plan: (input, context) => planDeploy({ ...input, isRollback: true }, context),
  ...createDeployLife(),
});
