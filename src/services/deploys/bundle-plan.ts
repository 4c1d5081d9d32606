// What a deployment would change on Databricks: `databricks bundle plan -o json`, or its text. Where it can't be had, that is
// a warning: the deployment itself does not need it. (github.com/databricks/cli, bundle/deployplan)
import { z } from 'zod';
import type { Plan } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import { commandText } from '../commands/command-text.js';
import type { Commands } from '../commands/commands.js';
import { filled, type Place } from './deploy-place.js';

/** `gone`, `state_only`: only the record of it goes, nothing on Databricks. */
const entrySchema = z.looseObject({
  action: z.string().default('skip'),
  gone: z.boolean().optional(),
  state_only: z.boolean().optional(),
});
const planSchema = z.looseObject({ plan: z.record(z.string(), entrySchema) });

const timeoutMs = 2 * 60_000;
const mostNames = 10;
/** What needs nobody's attention, and what can't be taken back: data and history of the resource go. */
const quiet: ReadonlySet<string> = new Set(['', 'skip']);
const destructive: ReadonlySet<string> = new Set(['delete', 'recreate']);

export interface BundlePlan {
  facts: Plan['facts'];
  changes: Plan['changes'];
  warnings: string[];
}

/** Empty where no planCommand is configured. Never throws for what the command does, but when it is cancelled. */
export async function bundlePlanOf(
  { deployable, stage, what }: Place,
  commit: string | null,
  { commands, signal }: { commands: Commands; signal: AbortSignal },
): Promise<BundlePlan> {
  const { planCommand, planCwd, planPass } = deployable;
  if (planCommand === undefined) return { facts: [], changes: [], warnings: [] };
  const words = planCommand.map((word) => filled(word, { stage, commit }));
  const facts = [{ label: 'Planned by', value: commandText(words), mono: true }];
  const without = (why: string): BundlePlan => ({
    facts,
    changes: [],
    warnings: [`What would change in ${what} is not known: ${why}`],
  });
  try {
    const cwd = planCwd === undefined ? {} : { cwd: planCwd };
    // Its JSON has whole states in it: longer than what is kept of an answer.
    const heard: string[] = [];
    const said = await commands.ask(
      { words, pass: planPass, timeoutMs, ...cwd },
      signal,
      (line) => {
        if (heard.length < mostLines) heard.push(line);
      },
    );
    if (said.code !== 0) {
      const last = said.lines.findLast((line) => line.trim() !== '') ?? 'it said nothing';
      return without(`the command ended with exit code ${said.code}: ${last.slice(0, 300)}`);
    }
    const resources = inJson(heard) ?? inText(heard);
    return resources === null
      ? without('its answer is neither the JSON nor the text of `databricks bundle plan`.')
      : { facts, ...shown(resources) };
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return without(`${error.message} ${error.hint}`);
  }
}

/** Of an answer that is read. */
const mostLines = 100_000;

interface Resource {
  name: string;
  action: string;
}

/** What stands before and after the JSON (progress, notices about updates) is passed over. */
function inJson(lines: readonly string[]): Resource[] | null {
  const text = lines.join('\n');
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    const { plan } = planSchema.parse(JSON.parse(json));
    return Object.entries(plan)
      .filter(([, entry]) => entry.gone !== true && entry.state_only !== true)
      .map(([key, { action }]) => ({
        name: key.replace(/^resources\./, ''),
        action: action.replace(/_.*$/, ''),
      }));
  } catch {
    return null;
  }
}

/** `create jobs.sync`, one a line; nothing to do is said as `Plan: 0 to add, …`, or as nothing. */
function inText(lines: readonly string[]): Resource[] | null {
  const found = lines.flatMap((line) => {
    const [, action, name] =
      /^\s*(create|update|delete|recreate|resize)\s+([\w-]+\.\S+)\s*$/.exec(line) ?? [];
    return action === undefined || name === undefined ? [] : [{ action, name }];
  });
  const saysSo = lines.some((line) => /^Plan: \d+ to add/.test(line.trim()));
  const saysNothing = lines.every((line) => line.trim() === '');
  return found.length > 0 || saysSo || saysNothing ? found : null;
}

function shown(resources: readonly Resource[]): Omit<BundlePlan, 'facts'> {
  const changed = resources.filter(({ action }) => !quiet.has(action));
  const actions = [...new Set(changed.map(({ action }) => action))].toSorted();
  const named = (wanted: string): string[] =>
    changed
      .filter(({ action }) => action === wanted)
      .map(({ name }) => name)
      .toSorted();
  return {
    changes:
      actions.length === 0
        ? [{ label: 'Resources', before: 'as they are', after: 'the same' }]
        : actions.map((action) => ({
            label: `Resources: ${action}`,
            before: String(named(action).length),
            after: listed(named(action)),
          })),
    warnings: actions
      .filter((action) => destructive.has(action))
      .map((action) => `The bundle would ${action} ${listed(named(action))}.`),
  };
}

function listed(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  return `${names.slice(0, mostNames).join(', ')}${more}`;
}
