// `logs`: the last lines of what a run said or a system wrote, filtered and counted by class of error. (Runbook 1
// "Troubleshoot Sync Failures"; runbook 2 scenarios 1 to 3; runbook 3 "Check Recent Sync Logs", "Log Analysis")
import { z } from 'zod';
import { asProblem, Problem } from '../../core/problem.js';
import { runId } from '../../core/run-id.js';
import type { Fact, Finding, Report, Section } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { classesOf, errorClasses, type ErrorClass } from '../../services/logs/error-classes.js';
import { counted } from '../../services/notion/reading/words.js';
import { roughly, stamp } from '../../services/sync/when.js';
import { systemNamed, type System } from '../../services/systems/systems.js';
import { classFindings, classTable, countClasses } from '../../services/logs/log-parts.js';

/** Lines that are counted, of each file. */
const mostCounted = 5_000;
/** A log that nobody has written to for so long is no sign of life. (Runbook 2 scenario 1) */
const silentAfter = 24 * 60 * 60 * 1000;

interface Source {
  title: string;
  lines: readonly string[];
  facts: Fact[];
  findings: Finding[];
}

export const logs = defineQuery({
  id: 'logs',
  family: 'Look',
  summary: 'The last lines of a run or a system, and what errors are in them',
  runbook: 'wittwizz#3-log-analysis',
  examples: ['logs R-7K2QMF', 'logs oberaconnect --class rate-limit', 'logs wittwizz --lines 200'],
  args: ['what'],
  input: z.object({
    what: z.string().trim().min(1).max(60).describe('A run such as R-7K2QMF, or a system'),
    lines: z.coerce
      .number()
      .int()
      .min(1)
      .max(200)
      .default(50)
      .describe('How many of the last lines'),
    class: z.enum(errorClasses).optional().describe('Only lines about this'),
  }),
  async read(input, context) {
    const run = runId.safeParse(input.what).data?.toUpperCase();
    const system = run === undefined ? systemNamed(context.systems, input.what, 'what') : null;
    const sources = system
      ? await systemSources(system, context)
      : [await runSource(run ?? input.what, context)];
    return reportOf(sources, { ...input, title: system?.name ?? run ?? input.what, system });
  },
});

/** @throws Problem not_found */
async function runSource(run: string, { outputOf, runs }: Context): Promise<Source> {
  const output = await outputOf(run);
  if (output)
    return {
      title: run,
      lines: output.lines,
      facts: [
        { label: 'Lines', value: `${output.total}, of which ${output.lines.length} are kept` },
        { label: 'Last said', value: stamp(output.updatedAt) },
      ],
      findings: [],
    };
  const known = await runs.get(run);
  if (!known)
    throw new Problem(
      'not_found',
      `There is no run ${run}.`,
      'Type status for what runs and what ran last, or logs and the name of a system.',
      { field: 'what' },
    );
  return {
    title: run,
    lines: [],
    facts: [{ label: run, value: `${known.operation}, ${known.state}; it has said nothing` }],
    findings: [],
  };
}

/** @throws Problem not_possible for a system without log files */
async function systemSources(system: System, { logFiles, now }: Context): Promise<Source[]> {
  if (system.logs.length === 0)
    throw new Problem(
      'not_possible',
      `${system.name} has no log files configured.`,
      'Add `logs: [{ path: /var/log/… }]` to it in ppm.config.yaml; what a sync said is under the id of its run.',
      { field: 'what' },
    );
  return Promise.all(
    system.logs.map(async ({ name, path }): Promise<Source> => {
      const title = name ?? path;
      try {
        const tail = await logFiles.tail(path, mostCounted);
        const age = now() - tail.modifiedAt;
        return {
          title,
          lines: tail.lines,
          facts: [
            {
              label: title,
              value: `${sizeText(tail.size)}, written ${stamp(tail.modifiedAt)}${tail.cut ? '; its end was read' : ''}`,
            },
          ],
          findings: age > silentAfter ? [silent(system, title, age)] : [],
        };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { title, lines: [], facts: [], findings: [unread(title, error)] };
      }
    }),
  );
}

function silent({ name }: System, title: string, age: number): Finding {
  return {
    severity: 'warning',
    title: `Nothing was written to ${title} for ${roughly(age)}`,
    cause: `${name} does not run, or writes elsewhere.`,
    fix: 'Look whether its service and its schedule run.',
    suggestion: { label: `Diagnose ${name}`, operation: 'diagnose', input: { what: name } },
  };
}

function unread(title: string, error: unknown): Finding {
  const { message, hint } = asProblem(error);
  return { severity: 'bad', title: `${title} can't be read`, evidence: message, fix: hint };
}

function reportOf(
  sources: readonly Source[],
  asked: { title: string; system: System | null; lines: number; class?: ErrorClass | undefined },
): Report {
  const all = sources.flatMap(({ lines }) => lines);
  const counts = countClasses(all);
  const findings = [
    ...sources.flatMap((source) => source.findings),
    ...classFindings(
      counts.filter(({ name }) => asked.class === undefined || name === asked.class),
      asked,
    ),
  ];
  const isUnread = findings.some(({ severity }) => severity === 'bad');
  return {
    status: isUnread ? 'bad' : findings.length > 0 ? 'warning' : 'info',
    headline: headlineOf(asked, all.length, counts.length),
    findings,
    facts: sources.flatMap(({ facts }) => facts),
    ...(counts.length > 0 ? { tables: [classTable(counts)] } : {}),
    sections: sources.flatMap((source) => sectionOf(source, asked)),
    notes: [
      `Counted in the last ${counted(all.length, 'line')} that could be read; a line may be of several classes. Secrets are removed.`,
    ],
  };
}

function headlineOf({ title }: { title: string }, lines: number, classes: number): string {
  if (lines === 0) return `Nothing is there to read of ${title}`;
  return classes === 0
    ? `No known error in the last lines of ${title}`
    : `${counted(classes, 'kind')} of errors in the last lines of ${title}`;
}

function sectionOf(
  { title, lines }: Source,
  { lines: most, class: only }: { lines: number; class?: ErrorClass | undefined },
): Section[] {
  const wanted =
    only === undefined ? lines : lines.filter((line) => classesOf(line).includes(only));
  if (wanted.length === 0) return [];
  return [{ title: only ? `${title}: ${only}` : title, lines: wanted.slice(-most), code: true }];
}

function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Math.round(bytes / 1024 ** power)} ${units[power] ?? 'B'}`;
}
