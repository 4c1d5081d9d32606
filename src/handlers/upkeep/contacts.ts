// `contacts`: whom to call: who is on call now, the levels, and vendors' support. (Runbooks oberaconnect, "Escalation
// Procedures" and "Contact Information"; finance-ppm, wittwizz and notion-bot-api, their contacts)
import { z } from 'zod';
import type { Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import { systemNamed } from '../../services/systems/systems.js';

type Listed = Context['contacts'][number] & { of: string };

const levels = [
  'Level 1, the on-call engineer: restart services, check health, review recent logs, apply documented fixes.',
  'Level 2, the platform team: find the root cause, change configuration, coordinate with vendors, update the runbook.',
  'Level 3, management: notify of a data breach, tell about an extended outage, escalate to vendors, pay for remediation.',
];

export const contacts = defineQuery({
  id: 'contacts',
  family: 'Upkeep',
  summary: 'Whom to call: on call now, levels 1 to 3, vendors',
  runbook: 'oberaconnect#contact-information',
  examples: ['contacts', 'contacts oberaconnect'],
  args: ['system'],
  input: z.object({
    system: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .meta({ field: 'system', description: 'Of which system; of all without it' }),
  }),
  async read({ system: asked }, context) {
    const { oncall, now } = context;
    const at = now();
    const system = asked === undefined ? null : systemNamed(context.systems, asked);
    const [duty, managers, directors] = await Promise.all([
      oncall.at(at),
      oncall.peopleFor('manager', at),
      oncall.peopleFor('director', at),
    ]);
    const listed = listedFor(context, system?.name ?? null);
    const people = listed.filter(({ vendor }) => !vendor);
    const vendors = listed.filter(({ vendor }) => vendor);
    const until = duty.until === null ? '' : `, until ${zonedText(duty.until, oncall.timeZone)}`;
    return {
      status: duty.people.length === 0 ? 'warning' : 'info',
      headline: `${system ? `${system.title}: ` : ''}${duty.people.length === 0 ? `nobody is on call; call ${namesOf(managers)}` : `call ${namesOf(duty.people)} first`}`,
      facts: [
        { label: 'On call now', value: `${namesOf(duty.people)}${until}` },
        { label: 'Then', value: namesOf(managers) },
        { label: 'Then', value: namesOf(directors) },
      ],
      findings:
        duty.people.length === 0
          ? [
              {
                severity: 'warning',
                title: 'Nobody is on call',
                fix: 'Take over, or call the manager.',
                suggestion: {
                  label: 'Take over',
                  operation: 'oncall.override',
                  input: { who: 'me' },
                },
              },
            ]
          : [],
      tables: [
        ...(people.length > 0 ? [contactTable('Whom to call', people)] : []),
        ...(vendors.length > 0 ? [contactTable("Vendors' support", vendors)] : []),
      ],
      sections: [{ title: 'What each level does', lines: levels }],
      notes:
        listed.length > 0
          ? []
          : ['No contacts are configured: list them as `contacts` in ppm.config.yaml.'],
    };
  },
});

/** Of a system its own before those of all; by level, those without one last. */
function listedFor({ contacts: general, systems }: Context, system: string | null): Listed[] {
  const own = Object.entries(systems)
    .filter(([name]) => system === null || name === system)
    .flatMap(([name, found]) => found.contacts.map((contact) => ({ ...contact, of: name })));
  return [...own, ...general.map((contact) => ({ ...contact, of: 'all' }))].toSorted(
    (a, b) => (a.level ?? 4) - (b.level ?? 4),
  );
}

function contactTable(title: string, listed: readonly Listed[]): Table {
  return {
    title,
    columns: [
      { label: 'Level', align: 'right' },
      { label: 'Who' },
      { label: 'Where' },
      { label: 'Hours' },
      { label: 'System' },
    ],
    rows: listed.map(({ level, role, contact, hours, of }) => [
      level === undefined ? '–' : String(level),
      role,
      contact,
      hours || '–',
      of,
    ]),
  };
}

function namesOf(people: readonly { person: string }[]): string {
  return new Intl.ListFormat('en').format(people.map(({ person }) => person)) || 'nobody';
}
