// Commands and calls, each with a time limit, and what they say kept for the run's thread.
import { Registry } from 'prom-client';
import { Problem } from '../../core/problem.js';
import type { PolicyOptions } from '../resilience/policy.js';
import { shownCall } from './call-address.js';
import type { CallSpec, Commands, CommandSpec, Ended, Said } from './commands.js';
import { environmentFor, maskOf, type SettingOf } from './environment.js';
import { createGuardedCall } from './guarded-call.js';
import { createLineReader } from './line-reader.js';
import { openOutput, type OutputParts } from './output-keeper.js';
import { replyLines } from './reply-lines.js';
import { runProgram } from './run-program.js';
import { createTail, short } from './tail.js';
import { limit } from './time-limit.js';
import { lastOf } from './run-outputs.js';

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

type For = { run: string; signal: AbortSignal; heard?: (line: string) => void };

export function createCommands(options: CommandsOptions): OwnCommands {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const { registry = new Registry(), circuits } = options;
  const callGuarded = createGuardedCall({ registry, circuits });

  async function ask(
    spec: CommandSpec,
    signal: AbortSignal,
    heard?: (line: string) => void,
  ): Promise<Said> {
    const tail = createTail(maskOf(spec, options.settingOf));
    const { signal: stop, forget } = limitOf(`The command ${spec.words[0] ?? ''}`, spec, signal);
    try {
      const env = environmentFor(spec, options.settingOf);
      const code = await runProgram(spec, env, stop, (line, from) => {
        heard?.(line.text);
        tail.say(line, from);
      });
      const lines = tail.said() === 0 ? [] : lastOf(tail.lines(), (line) => line.length);
      return { code, lines, dropped: tail.said() - lines.length };
    } catch (error) {
      // Nothing was to be changed, so nothing is in doubt.
      if (!(error instanceof Problem) || error.code !== 'outcome_unknown') throw error;
      throw new Problem('outside_unavailable', error.message, 'Ask again; it only looks.', {
        cause: error,
      });
    } finally {
      forget();
    }
  }

  async function run(spec: CommandSpec, { run: id, signal, heard }: For): Promise<Ended> {
    const heading = `$ ${spec.words.map(asWord).join(' ')}`;
    const mask = maskOf(spec, options.settingOf);
    const output = await openOutput(options, { run: id, heading, mask });
    const { signal: stop, forget } = limitOf(`The command ${spec.words[0] ?? ''}`, spec, signal);
    try {
      const env = environmentFor(spec, options.settingOf);
      const code = await runProgram(spec, env, stop, (line, from) => {
        heard?.(line.text);
        output.say(line, from);
      });
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
    ask: (spec, signal, heard) => tracked(ask(spec, signal, heard)),
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
