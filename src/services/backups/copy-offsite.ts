// Copies a backup to where the machine's own end does not reach it. (Runbook 4 "Backup to Cloud Storage")
import { basename } from 'node:path';
import { Problem } from '../../core/problem.js';
import type { On, Parts } from './parts.js';
import { stopIfAborted } from './stop-if-aborted.js';
import { filled, runSafely } from './tool-run.js';

/**
 * @returns whether the configured command took it; null where none is configured. A copy that fails is not the loss of the
 * backup: a check after the run says it
 * @throws Problem cancelled, outcome_unknown when the bot stops
 */
export async function copyOffsite(
  { rules, commands, log }: Parts,
  file: string,
  { run, signal, tell }: On,
): Promise<boolean | null> {
  if (!rules.offsite) return null;
  tell('copying off-site');
  const call = {
    name: 'The command that copies backups off-site',
    words: filled(rules.offsite, { file, name: basename(file) }),
    pass: rules.pass,
    timeoutMs: rules.timeoutMinutes * 60_000,
    howTo: 'Correct backups.offsite in ppm.config.yaml, or install its program where the bot runs.',
  };
  try {
    await runSafely(commands, call, { run, signal });
    return true;
  } catch (error) {
    stopIfAborted(signal);
    if (!(error instanceof Problem) || error.code === 'outcome_unknown') throw error;
    log.warn({ code: error.code }, 'A backup could not be copied off-site');
    tell(`not copied off-site: ${error.message}`);
    return false;
  }
}
