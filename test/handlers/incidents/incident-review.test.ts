// `incident review`: whoever approved alone does not review it, and whoever could not have approved does not either.
import { expect, it } from 'vitest';
import type { Actor, Role } from '../../../src/core/actor.js';
import type { IncidentEvent } from '../../../src/core/incident-machine.js';
import { openIncident } from '../../../src/core/incident-machine.js';
import { incidentReview } from '../../../src/handlers/incidents/incident-review.js';
import { contextWith } from '../../support/context.js';

const ana: Actor = { person: 'ana', slack: 'U01ANA', via: 'slack' };
const ben: Actor = { person: 'ben', slack: 'U02BEN', via: 'slack' };

const incident = {
  ...openIncident({
    id: 'I-AAAAAA',
    title: 'All is down',
    severity: 'P0',
    system: null,
    channel: 'C1',
    by: ana,
    at: 0,
    groups: [],
    rule: { respondBy: 0, checklist: [] },
  }),
  breakGlass: [
    { run: 'R-BBBBBB', by: ana, at: 0, reason: 'nobody answers', reviewBy: 1, reviewed: null },
  ],
};

async function review(actor: Actor, roles: Role[], run = 'r-bbbbbb') {
  const told: IncidentEvent[] = [];
  const context = contextWith({
    actor,
    directory: { ...contextWith().directory, rolesOf: async () => roles },
    incidents: {
      ...contextWith().incidents,
      get: async () => incident,
      async change(_id, event) {
        told.push(event);
        return incident;
      },
    },
  });
  const input = { incident: 'I-AAAAAA', run, text: 'It was right.' };
  const report = incidentReview.act(input, context);
  return { report, told };
}

it('is told to the incident', async () => {
  const { report, told } = await review(ben, ['approver']);
  expect((await report).headline).toContain('R-BBBBBB is reviewed');
  expect(told).toEqual([{ type: 'review', by: ben, run: 'R-BBBBBB', text: 'It was right.' }]);
});

it.each([
  ['the one who approved alone', ana, ['approver'], 'R-BBBBBB', 'not_allowed'],
  ['somebody who may not approve', ben, ['oncall'], 'R-BBBBBB', 'not_allowed'],
  ['a run that nobody approved alone', ben, ['approver'], 'R-CCCCCC', 'not_found'],
] as const)('refuses %s', async (_case, actor, roles, run, code) => {
  const { report, told } = await review(actor, [...roles], run);
  await expect(report).rejects.toMatchObject({ code });
  expect(told).toEqual([]);
});
