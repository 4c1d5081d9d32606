// Searches the configured paths and the systems' log files for secrets, a file at a time, so that others get their turn.
// (Runbook 5 "Security Monitoring": "Check for exposed API keys in logs or configuration")
import { setImmediate as breath } from 'node:timers/promises';
import { Problem } from '../../core/problem.js';
import type { SettingOf } from '../commands/environment.js';
import { exposedSecrets, type OwnSecret } from './exposed-secrets.js';
import { piecesOf, readText } from './read-text.js';
import { filesBelow, whyOf } from './searched-files.js';
import type { Exposure, SearchResult, SecretSearch } from './secret-search.js';

const mostShown = 200;
const mostSkipped = 50;

export interface SecretSearchOptions {
  /** Files and folders: `upkeep.searched`, and the `logs` of every system. */
  paths: readonly string[];
  /** Names of the bot's settings whose values are secret. */
  secretSettings: readonly string[];
  settingOf: SettingOf;
  /** More are left out; 5,000 without it. */
  mostFiles?: number;
}

export function createSecretSearch(options: SecretSearchOptions): SecretSearch {
  const { mostFiles = 5_000 } = options;
  const paths = [...new Set(options.paths)];

  function ownSecrets(): OwnSecret[] {
    return options.secretSettings.flatMap((name) => {
      const value = options.settingOf(name);
      return value === undefined ? [] : [{ name, value }];
    });
  }

  return {
    paths,
    async search(signal): Promise<SearchResult> {
      const own = ownSecrets();
      const found: Exposure[] = [];
      const skipped: { path: string; why: string }[] = [];
      const seen = new Set<string>();
      let total = 0;
      let cut = false;
      const skip = (path: string, why: string): void => {
        if (skipped.length < mostSkipped) skipped.push({ path, why });
      };
      for (const root of paths) {
        for await (const candidate of filesBelow(root)) {
          stopIf(signal);
          if (candidate.kind === 'skipped') {
            skip(candidate.path, candidate.why);
            continue;
          }
          // A log file may lie in a folder that is searched too.
          if (seen.has(candidate.real)) continue;
          if (seen.size >= mostFiles) {
            cut = true;
            break;
          }
          seen.add(candidate.real);
          try {
            for await (const exposure of exposuresIn(candidate, own, signal)) {
              total += 1;
              if (found.length < mostShown) found.push(exposure);
            }
          } catch (error) {
            if (error instanceof Problem) throw error;
            skip(candidate.path, whyOf(error));
          }
        }
      }
      return { found, total, files: seen.size, skipped, cut };
    },
  };
}

async function* exposuresIn(
  { path, real }: { path: string; real: string },
  own: readonly OwnSecret[],
  signal: AbortSignal,
): AsyncGenerator<Exposure> {
  const { text, endOnly } = await readText(real);
  let before = 0;
  for (const piece of piecesOf(text ?? '')) {
    for (const { line, family } of exposedSecrets(piece, own))
      yield { file: path, line: before + line, endOnly, family };
    before += piece.split('\n').length - 1;
    await breath();
    stopIf(signal);
  }
}

function stopIf({ aborted }: AbortSignal): void {
  if (aborted) throw new Problem('cancelled', 'The search was stopped.', 'Ask again.');
}
