// The progress of a run: a plan block whose tasks change in place, or lines with icons where Slack doesn't know it.
import type { RichTextBlock, TaskCardBlock } from '@slack/types';
import { hasEnded, type Run, type StepRecord } from '../../core/run.js';
import type { Part } from './fit.js';
import { prosePart } from './parts.js';
import { doneSteps, tookOf } from './run-words.js';
import { clip, clipMarkup, inertLine, number, oneLine } from './text.js';

const most = { tasks: 50, title: 150, note: 250 };

interface Look {
  status: TaskCardBlock['status'];
  icon: string;
  /** Said in place of a note, where Slack has no status of that name. */
  remark?: string;
}

const looks: Record<StepRecord['state'], Look> = {
  pending: { status: 'pending', icon: ':white_circle:' },
  in_progress: { status: 'in_progress', icon: ':hourglass_flowing_sand:' },
  done: { status: 'complete', icon: ':white_check_mark:' },
  failed: { status: 'error', icon: ':x:', remark: 'Failed' },
  unknown: { status: 'error', icon: ':warning:', remark: 'Not known whether it happened' },
  skipped: { status: 'pending', icon: ':white_circle:', remark: 'Not done' },
};

/** The steps of a run and how far each is. */
export function stepsPart(run: Run, plain: boolean): Part {
  const title = progress(run);
  const text = [title, ...run.steps.map(stepText)].join('\n');
  if (plain) {
    const lines = run.steps.map(stepMarkup);
    return prosePart([`*${title}*`, ...lines].join('\n'), text);
  }
  const tasks = run.steps.slice(0, most.tasks).map(task);
  return {
    blocks: [{ type: 'plan', title, tasks }],
    text,
    cut: run.steps.length > most.tasks || run.steps.some(isLong),
  };
}

function progress(run: Run): string {
  const steps = `${number(doneSteps(run))} of ${number(run.steps.length)} steps done`;
  const took = hasEnded(run) ? tookOf(run) : null;
  return took === null ? steps : `${steps} in ${took}`;
}

function task(step: StepRecord, place: number): TaskCardBlock {
  const note = noteOf(step);
  return {
    type: 'task_card',
    // The place makes it unique, and stays the same from one drawing to the next.
    task_id: `${place}:${clip(step.id, 200)}`,
    title: clip(oneLine(step.title), most.title) || '–',
    status: looks[step.state].status,
    ...(note === '' ? {} : { details: richText(clip(note, most.note)) }),
  };
}

function richText(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}

function noteOf(step: StepRecord): string {
  return [looks[step.state].remark, oneLine(step.note ?? '')].filter(Boolean).join(': ');
}

function stepMarkup(step: StepRecord): string {
  const note = noteOf(step);
  const title = clipMarkup(inertLine(step.title), most.title);
  return `${looks[step.state].icon} ${title}${note === '' ? '' : ` – ${inertLine(clip(note, most.note))}`}`;
}

function stepText(step: StepRecord): string {
  const note = noteOf(step);
  return `${step.state}: ${oneLine(step.title)}${note === '' ? '' : ` – ${note}`}`;
}

function isLong(step: StepRecord): boolean {
  return oneLine(step.title).length > most.title || noteOf(step).length > most.note;
}
