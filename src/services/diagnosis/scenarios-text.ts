// docs/scenarios.md as text, made from the scenarios that `diagnose` names: for each runbook a table.
import { runbooks, type Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';

const head = `<!-- Written by \`npm run scenarios\` from src/services/diagnosis/scenarios; do not edit. -->

<!-- prettier-ignore-start -->

# What \`diagnose\` names

Every failure that the five runbooks describe, how it is found, and what is done about it. Where one explains another, only
the cause is told, with its effects as evidence (\`src/services/diagnosis/explains.ts\`). Where a runbook's own fix is wrong
or dangerous it is mended here: memory is not freed by \`drop_caches\`, tokens are not printed, TLS verification is not
switched off, profiling level 2 is not left on.
`;

export function scenariosText(): string {
  const all = Object.entries(scenarios);
  const parts = Object.entries(runbooks).map(([runbook, title]) => {
    const rows = all.filter(([, scenario]) => isIn(scenario, runbook)).map(row(runbook));
    return `## ${title}\n\n| Scenario | Symptom | Finding | Cause | Fix | Button |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${head}\n${parts.join('\n')}\n<!-- prettier-ignore-end -->\n`;
}

function isIn({ runbooks: sections }: Scenario, runbook: string): boolean {
  return sections.some((section) => section.startsWith(`${runbook}#`));
}

function row(runbook: string): (entry: [string, Scenario]) => string {
  return ([id, scenario]) => {
    const section = scenario.runbooks.find((one) => one.startsWith(`${runbook}#`)) ?? '';
    const steps = scenario.fix.map((step, at) =>
      scenario.fix.length === 1 ? step : `${at + 1}. ${step}`,
    );
    const cells = [
      `\`${id}\` (${section.slice(section.indexOf('#') + 1)})`,
      scenario.symptom,
      scenario.title.replace('{what}', () => scenario.what),
      scenario.cause,
      steps.join('<br>'),
      scenario.offer ? `${scenario.offer.label} (\`${scenario.offer.operation}\`)` : '–',
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  };
}
