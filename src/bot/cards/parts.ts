// The parts that every card is made of.
import type { Button } from '@slack/types';
import type { Plan } from '../../core/plan.js';
import type { Fact } from '../../core/report.js';
import { context, mrkdwn, section } from './blocks.js';
import type { Part } from './fit.js';
import { clipMarkup, code, codeBlock, inert, inertLine, oneLine, visible } from './text.js';

const sectionMarkup = 3_000;
/** A fact is something short: more than this is cut on the card. */
const factMarkup = 600;

/** The first line: an icon, what became of it in a word or two, and what it is about. */
export function headlinePart(icon: string, lead: string, title: string): Part {
  const markup = inertLine(title);
  const start = lead === '' ? '' : `${lead}: `;
  return {
    blocks: [section(`${icon} *${start}${clipMarkup(markup, 500)}*`)],
    text: `${start}${oneLine(title)}`,
    cut: markup.length > 500,
    keep: true,
  };
}

/**
 * A paragraph.
 * @param markup mrkdwn, in which everything from outside is inert
 * @param text the same as plain text
 */
export function prosePart(markup: string, text: string): Part {
  return { blocks: [section(markup)], text, cut: markup.length > sectionMarkup };
}

/** One line for each of several short paragraphs, as long as they fit into one; a long list stays apart. */
export function together(paragraphs: readonly Part[]): Part[] {
  const markups = paragraphs.flatMap((part) =>
    part.blocks.map((block) => (block.type === 'section' ? (block.text?.text ?? '') : '')),
  );
  const markup = markups.join('\n');
  if (paragraphs.length < 2 || markups.includes('') || markup.length > sectionMarkup)
    return [...paragraphs];
  return [
    {
      blocks: [section(markup)],
      text: paragraphs.map((part) => part.text).join('\n'),
      cut: paragraphs.some((part) => part.cut === true),
    },
  ];
}

/** `prosePart` in small print. */
export function smallPart(markup: string, text: string): Part {
  return { blocks: [context(markup)], text, cut: markup.length > sectionMarkup };
}

/** A fact of a report or of a stored plan. */
type AnyFact = Fact | Plan['facts'][number];

/** Labelled values in two columns. */
export function factsPart(facts: readonly AnyFact[]): Part[] {
  const rows = Array.from({ length: Math.ceil(facts.length / 10) }, (_, row) =>
    facts.slice(row * 10, row * 10 + 10),
  );
  return rows.map((row) => ({
    blocks: [{ type: 'section', fields: row.map((fact) => mrkdwn(factMarkupOf(fact), 2_000)) }],
    text: row.map((fact) => `${oneLine(fact.label)}: ${visible(fact.value)}`).join('\n'),
    cut: row.some((fact) => inert(fact.value).length > factMarkup || fact.label.length > 100),
  }));
}

function factMarkupOf(fact: AnyFact): string {
  const label = clipMarkup(inertLine(fact.label), 200);
  const value =
    fact.mono === true ? code(fact.value, factMarkup) : clipMarkup(inert(fact.value), factMarkup);
  return `*${label || '–'}*\n${value || '–'}`;
}

/** A titled list of lines, or a block of code that can be copied. */
export function linesPart(title: string, lines: readonly string[], asCode = false): Part {
  const heading = title === '' ? '' : `*${clipMarkup(inertLine(title), 300)}*\n`;
  const room = sectionMarkup - heading.length;
  const body = asCode ? codeBlock(lines.join('\n'), Infinity) : inert(lines.join('\n'));
  const shown = asCode ? codeBlock(lines.join('\n'), room) : clipMarkup(body, room);
  return {
    blocks: [section(`${heading}${shown}`)],
    text: [oneLine(title), ...lines.map(visible)].filter((line) => line !== '').join('\n'),
    cut: body.length > room || inertLine(title).length > 300,
  };
}

/** Buttons that decide something: they stay, whatever else has to go. */
export function buttonsPart(elements: Button[]): Part {
  return {
    blocks: [{ type: 'actions', elements }],
    text: elements.map((element) => `[${element.text.text}]`).join(' '),
    keep: true,
  };
}
