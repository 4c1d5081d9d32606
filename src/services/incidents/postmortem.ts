// The post-mortem of an incident: what the record knows is filled in, what only people know is left for them. One content,
// for a Markdown file and for a Notion page. (Runbook 4, "Incident Response Checklist": document)
import type { Incident, TimelineEntry } from '../../core/incident.js';
import { roughly, stamp } from '../sync/when.js';
import { checklistCount } from './incident-report.js';
import type { Linked } from './linked.js';

export type PostmortemPart =
  | { kind: 'table'; columns: string[]; rows: string[][] }
  /** What people write. */
  | { kind: 'prompts'; lines: string[] }
  | { kind: 'text'; text: string }
  | { kind: 'steps'; steps: { text: string; done: boolean }[] };

export interface Postmortem {
  /** `I-7K2QMF: Notion sync is down` */
  title: string;
  sections: { heading: string; parts: PostmortemPart[] }[];
}

/** Links of an incident that have nothing yet still get their section. */
const none: PostmortemPart = { kind: 'text', text: 'None.' };

/** @param now epoch milliseconds: for one that isn't resolved yet */
export function postmortemOf(incident: Incident, linked: Linked, now: number): Postmortem {
  const { timeline } = incident;
  return {
    title: `${incident.id}: ${incident.title}`,
    sections: [
      {
        heading: 'Summary',
        parts: [
          { kind: 'table', columns: ['', ''], rows: summary(incident, now) },
          ...breakGlass(incident),
        ],
      },
      {
        heading: 'Impact',
        parts: [prompts('Who was affected, and how?', 'For how long?', 'What data was wrong?')],
      },
      {
        heading: 'Timeline (UTC)',
        parts: [
          { kind: 'table', columns: ['When', 'Who', 'What', 'Text'], rows: timeline.map(row) },
        ],
      },
      { heading: 'Alerts', parts: [things(linked.alerts)] },
      { heading: 'Runs', parts: [things(linked.runs)] },
      { heading: 'Root cause', parts: [prompts('Why did it happen? Ask why until it helps.')] },
      { heading: 'What went well', parts: [prompts('')] },
      { heading: 'What went badly', parts: [prompts('')] },
      { heading: 'Where we were lucky', parts: [prompts('')] },
      {
        heading: 'Action items',
        parts: [{ kind: 'table', columns: ['What', 'Who', 'Until'], rows: [['', '', '']] }],
      },
      {
        heading: `Checklist (${checklistCount(incident)})`,
        parts: [
          {
            kind: 'steps',
            steps: incident.checklist.map(({ phase, title, done }) => ({
              text: `${phase}: ${title}${done ? ` (${done.by.person}, ${stamp(done.at)})` : ''}`,
              done: done !== null,
            })),
          },
        ],
      },
    ],
  };
}

function summary(incident: Incident, now: number): string[][] {
  const { timeline, openedAt, resolved, lead, assignees, openedBy } = incident;
  const since = (at: number | undefined): string =>
    at === undefined ? 'not yet' : roughly(at - openedAt);
  // A chain that started again is acknowledged again: the first one counts.
  const first = timeline.find(({ kind }) => kind === 'acknowledged')?.at;
  const severities = timeline.filter(({ kind }) => kind === 'severity').map(({ text }) => text);
  return [
    [
      'Severity',
      [incident.severity, ...(severities.length > 0 ? [`(${severities.join(', ')})`] : [])].join(
        ' ',
      ),
    ],
    ['State', incident.state],
    ['System', incident.system ?? 'not said'],
    ['Opened', `${stamp(openedAt)} by ${openedBy.person}`],
    ['Time to acknowledge', since(first ?? incident.acknowledged?.at)],
    ['Time to resolve', since(resolved?.at)],
    ['Duration', roughly((resolved?.at ?? now) - openedAt)],
    ['Lead', lead?.person ?? 'nobody'],
    ['People', assignees.map(({ person }) => person).join(', ') || 'nobody'],
    ['How it ended', resolved?.text ?? 'not resolved yet'],
  ];
}

function breakGlass({ breakGlass: all }: Incident): PostmortemPart[] {
  if (all.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: ['Approved alone', 'By', 'Why', 'Review'],
      rows: all.map(({ run, by, reason, reviewed }) => [
        run,
        by.person,
        reason,
        reviewed ? `${reviewed.by.person}: ${reviewed.text}` : 'due',
      ]),
    },
  ];
}

function row({ at, by, kind, text }: TimelineEntry): string[] {
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return [time, by.person, kind.replaceAll('_', ' '), text];
}

function things(listed: Linked['alerts']): PostmortemPart {
  return listed.length === 0
    ? none
    : {
        kind: 'table',
        columns: ['Id', 'What', 'State'],
        rows: listed.map(({ id, title, state }) => [id, title, state]),
      };
}

function prompts(...lines: string[]): PostmortemPart {
  return { kind: 'prompts', lines };
}
