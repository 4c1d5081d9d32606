// The tools of Orchestra, and what the bot itself stands on. (Runbook 5 "Metrics Interpretation", "System Outage Response";
// runbook 1 "Morning Health Check")
import type { Scenario } from '../scenario.js';

const metrics = { label: 'Metrics', operation: 'metrics', input: { system: '{system}' } };
const settings = { label: 'Show settings', operation: 'env', input: {} };

export const orchestraScenarios = {
  'mcp-down': {
    runbooks: ['orchestra#morning-startup-checklist', 'orchestra#1-system-outage-response'],
    symptom: 'The MCP server does not answer its health check',
    title: '{what} does not answer as healthy',
    what: 'The MCP server',
    cause: 'It is stopped, or failed at its start.',
    fix: [
      'Read its last log lines.',
      'Restart it (mcp_unified_server.py), and ask its health again.',
      'Work from what was last known until then: offline mode.',
    ],
    offer: { label: 'Logs', operation: 'logs', input: { what: '{system}' } },
  },
  'tool-slow': {
    runbooks: ['orchestra#1-ai-tool-performance-metrics'],
    symptom: 'A tool takes longer than its warning threshold',
    title: 'Tools of {what} are slow',
    what: 'a system',
    cause: 'The network, the rate limit of Notion, or what the tool asks is slow.',
    fix: [
      'See whether all tools are slow: then it is the network or Notion.',
      'If it is one, narrow its queries and read with pages and filters.',
    ],
    offer: metrics,
  },
  'success-rate-low': {
    runbooks: ['orchestra#1-ai-tool-performance-metrics'],
    symptom: 'Less than 95 % of the calls of a tool succeed',
    title: 'Calls of tools of {what} fail too often',
    what: 'a system',
    cause:
      '90 to 95 %: the network. 80 to 90 %: rate limit or authentication. 70 to 80 %: configuration or resources. Less: a major failure.',
    fix: [
      'Check the token and the rate limit first.',
      'Then the configuration and the resources of the tool.',
    ],
    offer: metrics,
  },
  'cache-cold': {
    runbooks: ['orchestra#2-performance-optimization-workflows', 'orchestra#database-performance'],
    symptom: 'Less than 80 % of what is read comes from the cache',
    title: 'The cache of {what} is hit too seldom',
    what: 'a system',
    cause: 'It was emptied lately, or entries live too short for how often the data changes.',
    fix: [
      'After a restart wait until it is warm.',
      'Let entries live twice as long, an hour at most.',
    ],
    offer: { label: 'Cache', operation: 'cache', input: {} },
  },
  'github-401': {
    runbooks: ['finance-ppm#credential-rotation'],
    symptom: 'GitHub answers 401',
    title: 'GitHub refuses the token of {what} (401)',
    what: 'the bot',
    cause: 'The token has expired or was revoked.',
    fix: [
      'Make a new one on GitHub with the same permissions.',
      'Put it into the secret store, and restart what uses it.',
    ],
    offer: settings,
  },
  'github-down': {
    runbooks: ['finance-ppm#deploy-control-room'],
    symptom: 'GitHub does not answer, or limits the rate',
    title: 'GitHub does not serve {what}',
    what: 'us',
    cause: 'An outage at GitHub, the network, or its limit of calls an hour is spent.',
    fix: ['Look at githubstatus.com.', 'If the limit is spent, wait for the next hour.'],
  },
  'metric-out-of-band': {
    runbooks: ['orchestra#alert-thresholds', 'notion-bot-api#metrics-to-monitor'],
    symptom: 'A metric is outside of its band',
    title: '{what} is outside of its band',
    what: 'A metric',
    cause: 'Not one of the causes that are looked for.',
    fix: ['Look at it beside the other metrics and the log of its system.'],
    offer: metrics,
  },
  'metrics-unreadable': {
    runbooks: [
      'notion-bot-api#metrics-to-monitor',
      'wittwizz-notion-sync#3-performance-monitoring',
    ],
    symptom: 'The metrics address does not answer, or says no metrics',
    title: 'The metrics of {what} cannot be read',
    what: 'a system',
    cause: 'The service is away, or metrics.url in ppm.config.yaml is wrong.',
    fix: ['See whether the service answers.', 'Correct metrics.url in ppm.config.yaml.'],
  },
  'setting-missing': {
    runbooks: [
      'finance-ppm#environment-variables-reference',
      'wittwizz-notion-sync#1-check-sync-health',
      'orchestra#problem-notion-api-authentication-errors',
    ],
    symptom: 'A required setting is missing, or a token does not have its form',
    title: 'The setting {what} is missing or malformed',
    what: 'of a connection',
    cause: 'It was not set, or was cut or mixed up when it was copied.',
    fix: ['Set it in the secret store.', 'Restart the bot.'],
    offer: settings,
  },
} as const satisfies Record<string, Scenario>;
