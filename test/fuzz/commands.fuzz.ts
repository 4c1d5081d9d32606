// What people type after `/ppm`, what buttons carry and what forms send, over every operation there is: it is parsed and fits
// the schema, or a Problem says what is wrong with it; and what was parsed can be typed again.
import * as fc from 'fast-check';
import { z } from 'zod';
import { parseRunButton, parseSuggestion } from '../../src/bot/cards/actions.js';
import { canonicalJson } from '../../src/core/json.js';
import { operations } from '../../src/handlers/registry.js';
import { unwrapSlack, withoutUnseen } from '../../src/services/engine/parse/clean.js';
import { commandLine } from '../../src/services/engine/parse/command-line.js';
import {
  complete,
  parseRequest,
  parseWords,
  type ParsedRequest,
} from '../../src/services/engine/parse/parse-request.js';
import { longestText, quoteWord, tokenise } from '../../src/services/engine/parse/tokenise.js';
import { fuzzing, must, orProblem } from './fuzz.js';
import { plan } from './plan.js';
import { hostileText, mutated, mutatedJson } from './texts.js';

const { fuzz } = fuzzing(plan.commands);
const examples = operations.flatMap((operation) => operation.examples);

/** As Slack delivers what somebody typed. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Every word of it is one that the schema takes as it is, and checking it again changes nothing. */
function mustFit({ kind, operation, input }: ParsedRequest): void {
  if (kind === 'incomplete') return;
  const read = operation.input.safeParse(input);
  must(read.success, 'a parsed input fits the schema', operation.id, input);
  const names = Object.keys(operation.input.shape);
  must(
    Object.keys(input).every((name) => names.includes(name)),
    'nothing is in it that the schema does not know',
    operation.id,
    input,
  );
  must(
    canonicalJson(complete(operation, input).input) === canonicalJson(input),
    'checking again changes nothing',
    operation.id,
    input,
  );
}

fuzz('a line becomes words', 60_000, hostileText, (line) => {
  const tokens = orProblem(() => tokenise(line));
  if (line.length > longestText) must(tokens === null, 'a long line is refused');
  for (const { text } of tokens ?? [])
    must(withoutUnseen(text) === text, 'no word has characters that nobody sees', text);
});

fuzz(
  'a word that was quoted is that word',
  60_000,
  fc.array(hostileText, { maxLength: 3 }),
  (words) => {
    const line = words.map(quoteWord).join(' ');
    const read = orProblem(() => tokenise(line));
    must(read !== null || line.length > longestText, 'it is read', words);
    const texts = read?.map(({ text }) => text) ?? words.map(withoutUnseen);
    must(
      JSON.stringify(texts) === JSON.stringify(words.map(withoutUnseen)),
      'it comes back',
      words,
    );
  },
);

fuzz("Slack's wrappings are taken off once", 30_000, hostileText, (text) => {
  must(unwrapSlack(escaped(text)) === text || text.includes('&'), 'escaped text comes back', text);
});

fuzz('a changed example is parsed or a Problem', 10_000, mutated(examples), (line) => {
  const parsed = orProblem(() => parseRequest(escaped(line), operations));
  if (!parsed) return;
  mustFit(parsed);
  if (parsed.kind === 'incomplete') return;
  const { operation, input } = parsed;
  const again = commandLine({ operation: operation.id, input }, quoteWord);
  if (again.length > longestText) return;
  const second = parseRequest(escaped(again), operations);
  must(second.operation.id === operation.id, 'it names the same operation again', line, again);
  must(
    canonicalJson(second.input) === canonicalJson(input),
    'it has the same input again',
    line,
    again,
    second.input,
  );
});

const words = fc.oneof(
  fc.constantFrom(...operations.flatMap(({ id }) => id.split('.'))),
  fc.constantFrom(
    ...operations.flatMap(({ input }) => Object.keys(input.shape).map((name) => `--${name}`)),
  ),
  hostileText,
);

fuzz(
  'words from a shell are parsed or a Problem',
  6_000,
  fc.array(words, { maxLength: 8 }),
  (typed) => {
    const parsed = orProblem(() => parseWords(typed, operations));
    if (parsed) mustFit(parsed);
  },
);

const names = operations.flatMap(({ input }) => Object.keys(input.shape));
const samples = examples.flatMap((line) => {
  const parsed = parseRequest(line, operations);
  return [{ operation: parsed.operation.id, input: parsed.input }];
});

fuzz(
  'what a button or a form carries is taken or a Problem',
  10_000,
  mutatedJson(samples, [...new Set(names)]),
  (text) => {
    const asked = parseSuggestion(text);
    const operation = operations.find(({ id }) => id === asked?.operation);
    if (!asked || !operation) return;
    const parsed = orProblem(() => complete(operation, asked.input));
    if (parsed) mustFit(parsed);
  },
);

const click = z.object({ run: z.string().min(1), hash: z.string() });

fuzz(
  'what a click on a card carries is read or nothing',
  10_000,
  fc.oneof(mutatedJson([{ run: 'R-7K2QMF', hash: 'ab'.repeat(32) }], ['run', 'hash']), hostileText),
  (value) => {
    const read = parseRunButton(value);
    must(read === null || click.safeParse(JSON.parse(value)).success, 'it has its parts', value);
  },
);
