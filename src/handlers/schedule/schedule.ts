// `schedule`: what runs when, how it went and when it runs next; with a name, one of them in full.
import { z } from 'zod';
import type { Finding, Report, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { stamp } from '../../services/sync/when.js';
import { scheduleNamed } from '../../services/schedule/schedule-named.js';
import type { ScheduleNow } from '../../services/schedule/schedule.js';
import {
  lastWords,
  nameInput,
  nextWords,
  pauseOffer,
  runOffer,
  statusOf,
  whenWords,
} from './showing/schedule-words.js';

/** A card has room for so many buttons beside its table. */
const mostOffers = 3;

export const schedule = defineQuery({
  id: 'schedule',
  family: 'Upkeep',
  summary: 'What runs when by itself, its last result and its next time',
  runbook: 'wittwizz#regular-health-checks',
  examples: ['schedule', 'schedule daily-health'],
  args: ['name'],
  input: z.object({ name: nameInput.optional() }),
  async read({ name }, { schedules }) {
    const all = await schedules.list();
    return name === undefined ? listed(all) : described(scheduleNamed(all, name));
  },
});

function listed(all: readonly ScheduleNow[]): Report {
  const failed = all.filter((one) => one.paused === null && one.last?.outcome === 'failed');
  const missed = all.filter((one) => one.paused === null && one.last?.outcome === 'missed');
  const paused = all.filter((one) => one.paused !== null);
  const counts = [
    { what: 'failed', count: failed.length },
    { what: 'missed', count: missed.length },
    { what: 'paused', count: paused.length },
  ].filter(({ count }) => count > 0);
  const offered = [...failed, ...missed].map(runOffer);
  return {
    status: failed.length > 0 ? 'bad' : missed.length > 0 ? 'warning' : 'good',
    headline: [
      `${all.length} ${all.length === 1 ? 'schedule' : 'schedules'}`,
      ...counts.map(({ count, what }) => `${count} ${what}`),
    ].join(', '),
    findings: failed.map(failure),
    tables: all.length === 0 ? [] : [tableOf(all)],
    suggestions: [...offered, ...paused.map(pauseOffer), ...all.map(runOffer)]
      .filter(
        ({ label }, index, offers) => offers.findIndex((one) => one.label === label) === index,
      )
      .slice(0, mostOffers),
    notes: [
      '`schedule <name>` shows one with its buttons; ppm.config.yaml, schedules, changes them.',
    ],
  };
}

function tableOf(all: readonly ScheduleNow[]): Table {
  return {
    title: 'Schedules',
    columns: [
      { label: 'Name' },
      { label: 'What' },
      { label: 'When' },
      { label: 'Last' },
      { label: 'Next' },
    ],
    rows: all.map((one) => [
      one.name,
      whatWords(one),
      whenWords(one),
      lastWords(one),
      nextWords(one),
    ]),
  };
}

function described(one: ScheduleNow): Report {
  const { name, cron, channel, post, missed, paused } = one;
  return {
    status: statusOf(one),
    headline: `${name}: ${whenWords(one)}${paused === null ? '' : ' (paused)'}`,
    findings: one.last?.outcome === 'failed' ? [failure(one)] : [],
    facts: [
      { label: 'What', value: whatWords(one), mono: true },
      { label: 'Cron', value: cron, mono: true },
      { label: 'Last', value: lastWords(one) },
      { label: 'Next', value: nextWords(one) },
      ...(paused === null ? [] : [{ label: 'Paused', value: pausedWords(paused) }]),
      {
        label: 'Card',
        value: `${postWords[post]}${channel === null || post === 'never' ? '' : ` in ${channel}`}`,
      },
      { label: 'When missed', value: missed === 'run' ? 'made up for, once' : 'told' },
    ],
    suggestions: [runOffer(one), pauseOffer(one)],
  };
}

const postWords = {
  always: 'each time',
  problems: 'when it finds problems or fails',
  never: 'never',
} as const;

function pausedWords({ by, at, reason }: NonNullable<ScheduleNow['paused']>): string {
  return `by ${by}, ${stamp(at)}${reason === '' ? '' : `: ${reason}`}`;
}

/** `report which=morning` */
function whatWords({ operation, input }: ScheduleNow): string {
  const given = Object.entries(input).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [operation.replaceAll('.', ' '), ...given].join(' ');
}

function failure(one: ScheduleNow): Finding {
  return {
    severity: 'bad',
    title: `${one.name} failed`,
    evidence: lastWords(one),
    fix: 'Mend what it says, then run it again.',
    suggestion: runOffer(one),
  };
}
