// How a service is, read from what its status command says: systemctl, docker and docker-compose, kubectl, or only an exit
// code. (Runbook 2 "Quick Reference"; runbook 4 "Container Keeps Restarting")
import type { Said } from '../commands/commands.js';

export const serviceStates = ['running', 'stopped', 'failed', 'restarting', 'unknown'] as const;
export type StateOfService = (typeof serviceStates)[number];

export interface ServiceNow {
  state: StateOfService;
  /** How often it was restarted; null where that isn't said. */
  restarts: number | null;
  /** Epoch milliseconds; null where that isn't said. */
  startedAt: number | null;
}

/** First that fits; lines of containers before those of units. (systemctl(1), "Exit status"; docker ps; kubectl get pods) */
const signs: readonly [RegExp, StateOfService][] = [
  [/\b(?:CrashLoopBackOff|Restarting \(\d+\)|Active: activating \(auto-restart\))/, 'restarting'],
  [
    /\b(?:Active: failed|ImagePullBackOff|ErrImagePull|CreateContainerConfigError|Error)\b/,
    'failed',
  ],
  [/\b(?:Exited \((?!0\))\d+\)|Exit [1-9]\d*\b)/, 'failed'],
  [/\b(?:Active: inactive\b|Exited \(0\)|Exit 0\b|exited\b|Terminated\b|Created\b)/, 'stopped'],
  [/\b(?:Active: active|Up (?:About )?(?:an?|\d+|Less)|Running|running)\b/, 'running'],
];
/** Of `systemctl status`: 0 runs, 3 does not. */
const notRunning = 3;

export function stateIn({ code, lines }: Said): ServiceNow {
  const text = lines.join('\n');
  const found = signs.find(([sign]) => sign.test(text))?.[1];
  return {
    state: found ?? stateBy(code, text),
    restarts: restartsIn(text),
    startedAt: startIn(text),
  };
}

/** A list without a line, as of `docker ps`, says nothing. */
function stateBy(code: number, text: string): StateOfService {
  if (code === notRunning) return 'stopped';
  const isSaid = text.trim() !== '' && !/^(?:NAME|CONTAINER ID)\b[^\n]*$/.test(text.trim());
  return code === 0 && isSaid ? 'running' : 'unknown';
}

/** `Restarts: 4`, `NRestarts=4`, or the column RESTARTS of kubectl. */
function restartsIn(text: string): number | null {
  const said = /\b(?:NRestarts=|[Rr]estarts?(?:Count)?["']?[:=]\s*)(\d+)/.exec(text)?.[1];
  if (said !== undefined) return Number(said);
  const [heading, ...rows] = text
    .split('\n')
    .slice(text.split('\n').findIndex((line) => /\bRESTARTS\b/.test(line)));
  const place =
    heading
      ?.trim()
      .split(/\s{2,}|\s+/)
      .indexOf('RESTARTS') ?? -1;
  if (place === -1) return null;
  const counts = rows.flatMap((row) => {
    const cell = Number(row.trim().split(/\s+/)[place]);
    return Number.isSafeInteger(cell) ? [cell] : [];
  });
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** `since Mon 2026-11-16 09:12:01 UTC`, or an ISO time after `since` or `StartedAt`. */
function startIn(text: string): number | null {
  const said =
    /(?:since|StartedAt["']?:?)\s+"?(?:[A-Z][a-z]{2} )?(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)\s?(Z|UTC|[+-]\d{2}:?\d{2})?/.exec(
      text,
    );
  if (!said) return null;
  const zone = said[3] === undefined || said[3] === 'UTC' ? 'Z' : said[3];
  const at = Date.parse(`${said[1]}T${said[2]}${zone}`);
  return Number.isNaN(at) ? null : at;
}
