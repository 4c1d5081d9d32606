// Commands and calls, each with a time limit, and what they say kept for the run's thread.
import { Registry } from 'prom-client';
import type { PolicyOptions } from '../resilience/policy.js';
import { shownCall } from './call-address.js';
import type { CallSpec, Commands, CommandSpec, Ended } from './commands.js';
import { environmentFor, maskOf, type SettingOf } from './environment.js';
import { createGuardedCall } from './guarded-call.js';
import { createLineReader } from './line-reader.js';
import { openOutput, short, type OutputParts } from './output-keeper.js';
import { replyLines } from './reply-lines.js';
import { runProgram } from './run-program.js';
import { limit } from './time-limit.js';

export interface CommandsOptions extends OutputParts {
  /** The only way to a setting's value: `src/config` reads the environment. */
  settingOf: SettingOf;
  /** Where calls are counted, and where the circuit of each host that was called can be looked at and closed. */
  registry?: Registry;
  circuits?: PolicyOptions['circuits'];
}

export interface OwnCommands extends Commands {
  /** Stops what is under way, and waits for it: nothing goes on unseen when the bot has stopped. */
  close(): Promise<void>;
}

type For = { run: string; signal: AbortSignal };

export function createCommands(options: CommandsOptions): OwnCommands {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const { registry = new Registry(), circuits } = options;
  const callGuarded = createGuardedCall({ registry, circuits });

  async function run(spec: CommandSpec, { run: id, signal }: For): Promise<Ended> {
    const heading = `$ ${spec.words.map(asWord).join(' ')}`;
    const mask = maskOf(spec, options.settingOf);
    const output = await openOutput(options, { run: id, heading, mask });
    const { signal: stop, forget } = limitOf(`The command ${spec.words[0] ?? ''}`, spec, signal);
    try {
      const env = environmentFor(spec, options.settingOf);
      const code = await runProgram(spec, env, stop, output.say);
      return { code, lastLine: output.lastLine() };
    } finally {
      forget();
      await output.close();
    }
  }

  async function call(spec: CallSpec, { run: id, signal }: For): Promise<Ended> {
    const heading = shownCall(spec);
    const output = await openOutput(options, { run: id, heading, mask: (text) => text });
    const { signal: stop, forget } = limitOf(`The call ${heading}`, spec, signal);
    try {
      const reply = await callGuarded(spec, stop);
      const { lines, last } = replyLines(reply);
      const reader = createLineReader((line) => output.say(line, 'reply'));
      reader.take(lines.join('\n'));
      reader.end();
      return { code: reply.status, lastLine: last === null ? output.lastLine() : short(last) };
    } finally {
      forget();
      await output.close();
    }
  }

  const limitOf = (what: string, { timeoutMs }: { timeoutMs: number }, cancelled: AbortSignal) =>
    limit(what, { timeoutMs, cancelled, closing: closing.signal });

  async function tracked<Value>(work: Promise<Value>): Promise<Value> {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  return {
    run: (spec, given) => tracked(run(spec, given)),
    call: (spec, given) => tracked(call(spec, given)),
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}

/** As it would be typed. */
function asWord(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : JSON.stringify(word);
}
