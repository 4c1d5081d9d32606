// What a failure of a component most likely comes from and what to do, in a few words; `diagnose` goes further. (Runbook 1
// "Troubleshoot Sync Failures"; runbook 2 "Common Issues"; runbook 4 "Common Issues and Solutions")
import type { ProbeFailure } from './health.js';

export interface FailureWords {
  cause: string;
  fix: string;
}

export const failureWords: Readonly<Record<ProbeFailure, FailureWords>> = {
  refused: { cause: 'Nothing listens there.', fix: 'Start the service, or correct its address.' },
  unreachable: {
    cause: 'It is down, or a network or firewall is in between.',
    fix: 'Look whether it runs, and reach it from the machine of the bot.',
  },
  dns: {
    cause: 'The name or the name server is wrong.',
    fix: 'Check the name and /etc/resolv.conf on the machine of the bot.',
  },
  timeout: {
    cause: 'It hangs, is overloaded, or packets get lost.',
    fix: 'Look at its load and its log; restart it if it hangs.',
  },
  certificate: {
    cause: 'Its certificate has expired, is not trusted, or is for another name.',
    fix: 'Renew it, or trust its authority (caCertificate).',
  },
  auth: {
    cause: 'The credential has expired or was revoked.',
    fix: 'Rotate it, and set the new one.',
  },
  forbidden: {
    cause: 'The credential lacks a right.',
    fix: 'Give the integration or user the right that is missing.',
  },
  not_found: {
    cause: 'The address is wrong, or it is not shared with the integration.',
    fix: 'Check the address in ppm.config.yaml, and what is shared.',
  },
  rate_limit: {
    cause: 'Too many calls.',
    fix: 'Wait, and make syncs slower; it passes by itself.',
  },
  server_error: {
    cause: 'It fails by itself, or a part that it needs does.',
    fix: 'Look at the part that it names, and at its log.',
  },
  unexpected_status: {
    cause: 'Something else answers at this address.',
    fix: 'Open the address; correct `url` or `status` in ppm.config.yaml.',
  },
  unexpected_body: {
    cause: 'A part of it is unwell, or it has changed what it answers.',
    fix: 'Open the address, and compare it with `json` in ppm.config.yaml.',
  },
  mock_data: {
    cause: 'It has no connection to its data and shows made-up values.',
    fix: 'Check the credentials that it was deployed with, and deploy it again.',
  },
  too_large: {
    cause: 'What it answers is no health answer.',
    fix: 'Correct the address in ppm.config.yaml.',
  },
  redirects: {
    cause: 'It sends everybody round, often to a login.',
    fix: 'Correct the address, or its proxy.',
  },
  slow: {
    cause: 'It is overloaded, or waits for something else.',
    fix: 'Look at its load and at what it needs.',
  },
  disk_full: { cause: 'Logs, backups or data have grown.', fix: 'Clear old logs and backups.' },
  low_memory: {
    cause: 'A process has grown, or too many run.',
    fix: 'Find the largest process; restart it.',
  },
  expiring: { cause: 'Nobody has renewed it yet.', fix: 'Renew the certificate.' },
  restarting: {
    cause: 'It crashes at its start: configuration, memory or something that it needs.',
    fix: 'Look at the last lines of its log before each start.',
  },
  out_of_band: {
    cause: 'What was measured is past its limit.',
    fix: 'Look at its chart: since when, and what changed then.',
  },
  not_configured: {
    cause: 'The bot was not given what it needs to ask.',
    fix: 'Set what is missing, and restart the bot.',
  },
  other: { cause: 'It is not known why.', fix: 'Look at the log of the bot.' },
};
