// `service logs`: the last lines that a system's service has written, counted by class of error.
// (Runbook 2 "Quick Reference": docker logs --tail 50; runbook 4 "View container logs")
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { classFindings, classTable, countClasses } from '../../services/logs/log-parts.js';
import { serviceNamed, specOf, wordsFor } from '../../services/service-control/service-of.js';

export const serviceLogs = defineQuery({
  id: 'service.logs',
  family: 'Services',
  summary: "The last lines of a system's service, and what kinds of errors are in them",
  runbook: 'notion-bot-api#issue-4-container-keeps-restarting',
  examples: ['service logs notion-bot-api', 'service logs oberaconnect --lines 100'],
  args: ['system'],
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
    lines: z.coerce
      .number()
      .int()
      .min(1)
      .max(200)
      .default(50)
      .describe('How many lines, at most 200'),
  }),

  async read({ system, lines }, { systems, commands, signal }): Promise<Report> {
    const of = serviceNamed(systems, system);
    const spec = specOf(of, wordsFor(of, 'logs'), { lines: String(lines) });
    const said = await commands.ask(spec, signal);
    const shown = said.lines.slice(-lines);
    const classes = countClasses(shown);
    const hasFailed = said.code !== 0;
    return {
      status: hasFailed ? 'bad' : classes.length > 0 ? 'warning' : 'info',
      headline: hasFailed
        ? `The log of ${of.system.title} can't be read: its command ended with exit code ${said.code}`
        : `${shown.length} lines of ${of.system.title}${classes.length === 0 ? ', no errors in them' : ''}`,
      findings: classFindings(classes, { title: of.system.title, system: of.system }),
      ...(classes.length === 0 ? {} : { tables: [classTable(classes)] }),
      sections: [{ title: 'Last lines', lines: shown, code: true }],
      suggestions: [
        { label: 'Status', operation: 'service.status', input: { system: of.system.name } },
        { label: 'Diagnose', operation: 'diagnose', input: { what: of.system.name } },
      ],
    };
  },
});
