// `oncall`: who is on call, until when, who is next.
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import type { Duty } from '../../services/oncall/oncall.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import { namesOf, overrideTable } from './showing/duty-words.js';

const handOvers = 4;

type Coming = Duty & { from: number };

export const oncall = defineQuery({
  id: 'oncall',
  family: 'Incidents',
  summary: 'Who is on call, until when, and who is next',
  runbook: 'finance-ppm#escalation-matrix',
  examples: ['oncall'],
  args: [],
  input: z.object({}),
  async read(_input, context): Promise<Report> {
    const { timeZone } = context.oncall;
    const at = context.now();
    const [duty, overrides, coming] = await Promise.all([
      context.oncall.at(at),
      context.oncall.overrides(),
      handOversAfter(context, at),
    ]);
    const next = coming[0];
    return {
      status: duty.people.length === 0 ? 'warning' : 'good',
      headline:
        duty.people.length === 0
          ? 'Nobody is on call'
          : `${namesOf(duty)} ${duty.people.length === 1 ? 'is' : 'are'} on call`,
      facts: [
        {
          label: 'Until',
          value:
            duty.until === null ? 'nothing changes by itself' : zonedText(duty.until, timeZone),
        },
        { label: 'Comes from', value: sourceOf(duty) },
        ...(next ? [{ label: 'Next', value: namesOf(next) }] : []),
      ],
      findings: duty.people.length === 0 ? [emptyFinding] : [],
      tables: [
        ...(coming.length > 0 ? [handOverTable(coming, timeZone)] : []),
        ...(overrides.length > 0 ? [overrideTable(overrides, timeZone)] : []),
      ],
      suggestions: [
        { label: 'Take over', operation: 'oncall.override', input: { who: 'me' } },
        ...(duty.override === null
          ? []
          : [
              {
                label: 'End the override',
                operation: 'oncall.end',
                input: { override: duty.override },
              },
            ]),
      ],
    };
  },
});

const emptyFinding = {
  severity: 'warning',
  title: 'Pages for on-call reach nobody',
  cause:
    'No rotation is configured and nobody has the role `oncall`, or its user group is not known.',
  fix: 'Take over with `oncall override me --for 8h`; then set `oncall.rotation` or `roles.oncall` in ppm.config.yaml.',
} as const;

async function handOversAfter({ oncall: duties }: Context, at: number): Promise<Coming[]> {
  const found: Coming[] = [];
  let next = await duties.next(at);
  while (next !== null && found.length < handOvers) {
    found.push(next);
    next = await duties.next(next.from);
  }
  return found;
}

function sourceOf({ by, override }: Duty): string {
  switch (by) {
    case 'override':
      return `override ${override ?? ''}`.trim();
    case 'rotation':
      return 'the rotation';
    case 'role':
      return 'everybody with the role oncall';
  }
}

function handOverTable(coming: readonly Coming[], zone: string) {
  return {
    title: 'Next hand-overs',
    columns: [{ label: 'When' }, { label: 'To' }, { label: 'Comes from' }],
    rows: coming.map((duty) => [zonedText(duty.from, zone), namesOf(duty), sourceOf(duty)]),
  };
}
