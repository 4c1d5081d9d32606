// What status commands say, as their programs print it: systemctl, docker, docker-compose, kubectl.
import { describe, expect, test } from 'vitest';
import { stateIn } from '../../../src/services/service-control/state.js';

const said = (text: string, code = 0) => ({ code, lines: text.split('\n'), dropped: 0 });

const running = `● oberaconnect-sync.service - OberaConnect sync
     Loaded: loaded (/etc/systemd/system/oberaconnect-sync.service; enabled; preset: enabled)
     Active: active (running) since Mon 2026-11-16 09:12:01 UTC; 5 days ago
   Main PID: 4021 (python)`;
const pods = `NAME                   READY   STATUS             RESTARTS   AGE
api-5f7c9-abcde        0/1     CrashLoopBackOff   17         2h
api-5f7c9-fghij        1/1     Running            2          2h`;

describe('the state', () => {
  test.each([
    ['systemctl, active', running, 0, 'running'],
    ['systemctl, dead', '○ x.service\n     Active: inactive (dead) since Mon', 3, 'stopped'],
    ['systemctl, failed', '× x.service\n     Active: failed (Result: exit-code)', 3, 'failed'],
    [
      'systemctl, waiting',
      '     Active: activating (auto-restart) (Result: exit-code)',
      3,
      'restarting',
    ],
    [
      'docker-compose, up',
      'notion-bot-api   "python -m src.main"   api   Up 3 hours   0.0.0.0:8000',
      0,
      'running',
    ],
    [
      'docker-compose, ended',
      'notion-bot-api   "python"   api   Exited (1) 2 minutes ago',
      0,
      'failed',
    ],
    [
      'docker-compose, stopped',
      'notion-bot-api   "python"   api   Exited (0) 2 minutes ago',
      0,
      'stopped',
    ],
    ['docker, in a loop', 'abc   api   Restarting (1) 5 seconds ago', 0, 'restarting'],
    ['kubectl, in a loop', pods, 0, 'restarting'],
    ['systemctl is-active', 'active', 0, 'running'],
    ['docker ps without it', 'CONTAINER ID   IMAGE   COMMAND   STATUS', 0, 'unknown'],
    ['nothing said', '', 0, 'unknown'],
    ['docker inspect, ended', 'exited', 0, 'stopped'],
    ['Compose v1, ended', 'api   python -m src.main   Exit 1', 0, 'failed'],
    ['only an exit code, 3', '', 3, 'stopped'],
    ['another exit code', 'Unit x could not be found.', 4, 'unknown'],
  ])('%s', (_name, text, code, state) => {
    expect(stateIn(said(text, code)).state).toBe(state);
  });
});

test('restarts are counted where they are said', () => {
  expect(stateIn(said(pods)).restarts).toBe(19);
  expect(stateIn(said('NRestarts=4')).restarts).toBe(4);
  expect(stateIn(said('   Restarts: 12')).restarts).toBe(12);
  expect(stateIn(said(running)).restarts).toBeNull();
});

test('since when it runs', () => {
  expect(stateIn(said(running)).startedAt).toBe(Date.parse('2026-11-16T09:12:01Z'));
  expect(
    stateIn(said('Active: active (running) since 2026-11-16T09:12:01.500+01:00')).startedAt,
  ).toBe(Date.parse('2026-11-16T08:12:01.500Z'));
  expect(stateIn(said('Up 3 hours')).startedAt).toBeNull();
});
