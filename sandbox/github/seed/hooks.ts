// Two webhooks: one tells the sync of wittwizz of pushes, one goes to a machine that is no more.
import type { Hook } from '../state/hooks.js';

const day = 86_400_000;

export function seedHooks(now: number): Hook[] {
  return [
    {
      id: 418_220_517,
      active: true,
      events: ['issues', 'pull_request', 'push'],
      config: {
        url: 'https://wittwizz-sync.meridian.example/webhooks/github',
        content_type: 'json',
        insecure_ssl: '0',
        secret: 'sandbox-hook-secret',
      },
      createdAt: now - 210 * day,
      updatedAt: now - 40 * day,
      last: { code: 200, status: 'active', message: 'OK' },
    },
    {
      id: 366_904_128,
      active: true,
      events: ['push'],
      config: {
        url: 'http://jenkins-old.meridian.example:8080/github-webhook/',
        content_type: 'form',
        insecure_ssl: '1',
      },
      createdAt: now - 900 * day,
      updatedAt: now - 900 * day,
      last: { code: 502, status: 'failed', message: 'failed to connect to host' },
    },
  ];
}
