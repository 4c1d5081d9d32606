// What somebody wrote elsewhere, on a card: it is shown and has no effect, as the parser of the pretended Slack reads it; and
// whatever a report, a problem or a group of alerts says, Slack takes the message.
import * as fc from 'fast-check';
import { parseMrkdwn, type Inline, type Paragraph } from '../../sandbox/page/mrkdwn/parse.js';
import { renderProblem } from '../../src/bot/cards/problem-card.js';
import { renderReport } from '../../src/bot/cards/report-card.js';
import {
  clip,
  clipMarkup,
  code,
  codeBlock,
  inert,
  inertLine,
  inertWithCode,
  mentionOf,
  oneLine,
  visible,
} from '../../src/bot/cards/text.js';
import { linesOf, oneLine as terminalLine, wrapped } from '../../src/cli/text.js';
import { problemCodes } from '../../src/core/problem.js';
import type { Report, Table } from '../../src/core/report.js';
import { faultsOf, liveIn } from '../bot/cards/fixtures.js';
import { fuzzing, must } from './fuzz.js';
import { plan } from './plan.js';
import { hostileText } from './texts.js';

const { fuzz } = fuzzing(plan.cards);

/** Slack's own characters, close together. */
const markup = fc
  .array(
    fc.constantFrom(
      '<',
      '>',
      '|',
      '!',
      '@',
      '#',
      '&',
      ';',
      'amp',
      'lt',
      '*',
      '_',
      '~',
      '`',
      '```',
      ':',
      '\n',
      'channel',
      'here',
      'U0EVIL',
      'http://e.example',
      'smile',
      '100',
      'a',
      '1',
      ' ',
      'é',
      '\u200B',
      '!date^1^{date}',
      '!subteam^S1',
      'mailto:a@b.example',
      '\uD83D',
      '🟢',
    ),
    { maxLength: 14 },
  )
  .map((all) => all.join(''));
const text = fc.oneof(markup, hostileText);

/** All the kinds of things that Slack would make of it. */
function kindsIn(shown: string): Set<string> {
  const kinds = new Set<string>();
  const look = (one: Inline | Paragraph): void => {
    // A time such as 10:30:00: of all numbers only two name an emoji.
    const isTime = one.type === 'emoji' && /^\d+$/.test(one.name) && !/^(100|1234)$/.test(one.name);
    kinds.add(isTime ? 'text' : one.type);
    if ('children' in one) for (const child of one.children) look(child);
  };
  for (const paragraph of parseMrkdwn(shown)) look(paragraph);
  return kinds;
}

function mustOnlyBe(shown: string, allowed: readonly string[], about: string): void {
  const others = [...kindsIn(shown)].filter((kind) => !allowed.includes(kind));
  must(others.length === 0, `nothing but ${allowed.join(', ')}`, about, shown, others);
  must(!/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u.test(shown), 'nothing unseen', about);
}

fuzz('text is inert, alone and between our own', 60_000, text, (given) => {
  mustOnlyBe(inert(given), ['lines', 'text', 'break'], given);
  mustOnlyBe(`by: ${inertLine(given)} (x)`, ['lines', 'text'], given);
});

fuzz('text is code, and does not end it', 15_000, text, (given) => {
  // A dash where there is nothing.
  mustOnlyBe(code(given), ['lines', code(given) === '–' ? 'text' : 'code'], given);
  mustOnlyBe(codeBlock(given), ['pre'], given);
  mustOnlyBe(inertWithCode(given), ['lines', 'text', 'break', 'code'], given);
  mustOnlyBe(mentionOf(given), ['lines', 'text', 'user', 'group'], given);
});

fuzz(
  'it is cut to its length, and inert still',
  15_000,
  fc.tuple(text, fc.integer({ min: 1, max: 60 })),
  ([given, most]) => {
    must(clip(given, most).length <= most, 'not longer', given, most);
    const cut = clipMarkup(inertLine(given), most);
    must(cut.length <= most, 'not longer', given, most);
    mustOnlyBe(cut, ['lines', 'text'], given);
  },
);

fuzz('it is visible, twice the same', 15_000, text, (given) => {
  must(visible(visible(given)) === visible(given), 'it is', given);
  must(
    oneLine(oneLine(given)) === oneLine(given) && !oneLine(given).includes('\n'),
    'one line',
    given,
  );
});

fuzz('on a terminal it moves nothing', 6_000, text, (given) => {
  const lines = [terminalLine(given), ...linesOf(given)];
  must(!lines.some((line) => /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(line)), 'no controls', given);
  must(wrapped(lines[0] ?? '', 20).length > 0, 'a line at least', given);
});

const few = { maxLength: 4 };
const suggestion = fc.record({
  label: text,
  operation: fc.constantFrom('status', 'table.history'),
  input: fc.dictionary(fc.constantFrom('table', 'reason'), text),
});

const cells = fc.array(text, { minLength: 3, maxLength: 3 });
const reports: fc.Arbitrary<Report> = fc.record(
  {
    status: fc.constantFrom('good', 'warning', 'bad', 'info'),
    headline: text,
    facts: fc.array(fc.record({ label: text, value: text, mono: fc.boolean() }), { maxLength: 14 }),
    sections: fc.array(
      fc.record({ title: text, lines: fc.array(text, { maxLength: 30 }), code: fc.boolean() }),
      few,
    ),
    tables: fc.array(
      fc.record({
        title: text,
        columns: fc.constant<Table['columns']>([
          { label: 'a' },
          { label: 'b', align: 'right' },
          { label: 'c' },
        ]),
        rows: fc.array(cells, { maxLength: 40 }),
        more: text,
      }),
      { maxLength: 3 },
    ),
    charts: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constantFrom('line' as const, 'bar' as const, 'area' as const),
          title: text,
          categories: fc.constant<string[]>(['09:00', '10:00']),
          series: fc.array(
            fc.record({
              name: text,
              values: fc.array(fc.double(), { minLength: 2, maxLength: 2 }),
            }),
            { minLength: 1, maxLength: 3 },
          ),
        }),
        fc.record({
          kind: fc.constant('pie' as const),
          title: text,
          segments: fc.array(fc.record({ label: text, value: fc.double() }), few),
        }),
      ),
      { maxLength: 3 },
    ),
    findings: fc.array(
      fc.record(
        {
          severity: fc.constantFrom('warning', 'bad', 'info'),
          title: text,
          evidence: text,
          cause: text,
          fix: text,
          suggestion,
        },
        { requiredKeys: ['severity', 'title'] },
      ),
      { maxLength: 12 },
    ),
    suggestions: fc.array(suggestion, few),
    notes: fc.array(text, few),
  },
  { requiredKeys: ['status', 'headline'] },
);

fuzz(
  'a report is a message that Slack takes, and nothing in it is live',
  1_000,
  fc.tuple(reports, fc.boolean(), fc.boolean()),
  ([report, privately, plainly]) => {
    const drawn = renderReport(report, { privately, plain: plainly });
    must(faultsOf(drawn).length === 0, 'Slack takes it', faultsOf(drawn), report);
    must(
      liveIn(drawn.blocks, drawn.text, []).length === 0,
      'nothing is live',
      liveIn(drawn.blocks, drawn.text, []),
    );
  },
);

const problems = fc.record({
  code: fc.constantFrom(...problemCodes),
  message: text,
  hint: text,
  suggestions: fc.array(suggestion, few),
});

fuzz('so is a problem', 1_000, fc.tuple(problems, text), ([problem, usage]) => {
  const drawn = renderProblem(problem, { usage });
  must(faultsOf(drawn).length === 0, 'Slack takes it', faultsOf(drawn), problem);
  must(liveIn(drawn.blocks, drawn.text, []).length === 0, 'nothing is live', problem);
});
