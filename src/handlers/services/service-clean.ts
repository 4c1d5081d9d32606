// `service clean`: old logs and caches go, by the configured command; what would be freed is shown first.
// (Runbook 2 "Memory/Disk Exhaustion": find … -mtime +30 -delete)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { commandText } from '../../services/commands/command-text.js';
import { defineAction } from '../../services/context.js';
import { runCommand } from '../../services/service-control/acting.js';
import { upChecks } from '../../services/service-control/health-after.js';
import { serviceNamed, specOf } from '../../services/service-control/service-of.js';

const mostShown = 20;

export const serviceClean = defineAction({
  id: 'service.clean',
  family: 'Services',
  summary: 'Delete old logs and caches of a system; shows first what goes',
  runbook: 'oberaconnect#8-memory-disk-exhaustion',
  examples: ['service clean oberaconnect'],
  args: ['system'],
  risk: 'guarded',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
  }),
  data: z.object({ system: z.string(), words: z.array(z.string()) }),

  async plan({ system: name }, { systems, commands, signal }) {
    const of = serviceNamed(systems, name);
    const { clean } = of.service;
    const { system } = of;
    if (!clean)
      throw new Problem(
        'not_possible',
        `${system.title} has no command that cleans up in ppm.config.yaml.`,
        `Name preview and run under systems.${system.name}.service.clean.`,
        { field: 'system' },
      );
    const preview = await commands.ask(specOf(of, clean.preview), signal);
    if (preview.code !== 0)
      throw new Problem(
        'outside_refused',
        `What would go can't be seen: the preview ended with exit code ${preview.code}: ${preview.lines.at(-1) ?? ''}`,
        'Run it by hand where the bot runs, and mend it.',
      );
    const lines = preview.lines.filter((line) => line.trim() !== '');
    return {
      target: `clean ${system.name}`,
      environment: system.environment,
      headline: `Clean up ${system.title}`,
      facts: [
        { label: 'Command', value: commandText(clean.run), mono: true },
        ...lines.slice(0, mostShown).map((line, place) => ({
          label: `Would go, ${place + 1}`,
          value: line,
          mono: true,
        })),
        ...(lines.length > mostShown
          ? [{ label: 'And', value: `${lines.length - mostShown} lines more` }]
          : []),
      ],
      changes: [],
      warnings:
        lines.length === 0 ? ['The preview names nothing: there may be nothing to do.'] : [],
      steps: [{ id: 'clean', title: `Clean up ${system.name}` }],
      undo: 'There is none: what is deleted is gone.',
      guard: { preview: lines },
      data: { system: system.name, words: [...clean.run] },
    };
  },

  async run({ data }, context) {
    const of = serviceNamed(context.systems, data.system);
    await context.step('clean', () => runCommand(of, data.words, context));
  },

  verify: ({ data }, context) => upChecks(serviceNamed(context.systems, data.system), context),
  undo: () => null,

  async reconcile({ data }, { systems, now }, { since }) {
    const { service } = serviceNamed(systems, data.system);
    return now() < since + service.timeoutSeconds * 1_000
      ? { outcome: 'unknown', evidence: 'The command may still be running; its time is not up.' }
      : { outcome: 'not-done', evidence: 'Its time is up. What is gone is not found again.' };
  },
});
