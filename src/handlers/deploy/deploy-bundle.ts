// `deploy bundle`: brings the Databricks bundle to one of its targets, by the workflow or command of ppm.config.yaml.
// (Runbook 1, "Deploy Databricks Bundle": ./scripts/dab_deploy.sh dev; staging and prod require approval)
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { commitInput, deployData } from '../../services/deploys/deploy-data.js';
import { createDeployLife } from '../../services/deploys/deploy-life.js';
import { planDeploy } from '../../services/deploys/deploy-plan.js';

const risks = { dev: 'routine', staging: 'guarded', prod: 'critical' } as const;

export const deployBundle = defineAction({
  id: 'deploy.bundle',
  family: 'Deploy',
  summary: 'Deploy the Databricks bundle: commits and checks first, health after',
  runbook: 'finance-ppm#deploy-databricks-bundle',
  examples: ['deploy bundle dev', 'deploy bundle prod --commit 4f2a9c1'],
  args: ['stage'],
  risk: 'routine',
  riskNote: 'staging is guarded, prod is critical',
  riskOf: ({ stage }) => risks[stage],
  input: z.object({
    stage: z.enum(['dev', 'staging', 'prod']).describe('Where to'),
    commit: commitInput.describe('Sha of a commit; without it the newest one'),
  }),
  data: deployData,
  plan: (input, context) => planDeploy({ ...input, what: 'bundle', isRollback: false }, context),
  ...createDeployLife(),
});
