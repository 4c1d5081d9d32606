// Whatever people paste, mistype or smuggle in: they are told what to type instead, and nothing of it has an effect.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../sandbox/person.js';
import {
  asks,
  cards,
  good,
  openStage,
  plans,
  projects,
  reads,
  restores,
  runOf,
  shown,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  // As manifest.yml asks for it: people and groups come with their ids, and `<!channel>` as it is.
  stage = await openStage({ slack: { escapeCommands: true } });
});
afterAll(() => stage?.close());
afterEach(() => {
  expect(restores(stage)).toEqual([]);
});

const restore = '/ppm table restore';

describe('refused with a way on', () => {
  test.each([
    ['an unknown word', '/ppm tabel restore x', ['I don\'t know "tabel', 'table restore']],
    ['a near miss', '/ppm stauts', ['Did you mean', 'status']],
    ['nothing like it', '/ppm zzzzzzzzqq', ['I don\'t know "zzzzzzzzqq"', 'help']],
    ['half an operation', '/ppm table', ['only the beginning', 'table history', 'table restore']],
    [
      'an unknown topic',
      '/ppm help tabel restor',
      ['no operation or family', 'help table restore'],
    ],
    ['flags only', '/ppm --version 13', ['An operation comes first']],
    [
      'an unknown flag',
      `${restore} ${projects} --verison 13`,
      ['--verison', 'Did you mean --version'],
    ],
    ['a flag twice', `${restore} ${projects} --version 13 --version 12`, ['given twice']],
    ['no value', `${restore} ${projects} --version`, ['--version needs a value']],
    ['both', `${restore} ${projects} --version 13 --at 2026-01-15T10:00:00Z`, ['not both']],
    ['words too many', `${restore} ${projects} 13`, ['I don\'t know what to do with "13"']],
    ['not a number', `${restore} ${projects} --version thirteen`, ['must be a whole number']],
    ['a fraction', `${restore} ${projects} --version 13.5`, ['must be a whole number']],
    ['below zero', `${restore} ${projects} --version -1`, ['must be at least 0']],
    ['hexadecimal', `${restore} ${projects} --version 0xd`, ['must be a whole number']],
    [
      'beyond all versions',
      `${restore} ${projects} --version 999`,
      ['has no version 999', '0 to 14'],
    ],
    ['no time', `${restore} ${projects} --at yesterday`, ['must be a time such as']],
    ['no run', '/ppm approve R-1', ['a run such as R-7K2QMF']],
    ['an unknown run', '/ppm approve R-000000', ['R-000000']],
    ['an open quote', '/ppm deny R-7K2QMF --reason "no', ['never closed']],
    ['the current version', `${restore} ${projects} --version 14`, ['nothing to restore']],
    [
      'VACUUMed history',
      `${restore} main.gold.kpis --version 1`,
      ['VACUUM', 'has deleted its files'],
    ],
    ['an unknown table', `${restore} main.silver.project --version 1`, ['Did you mean', projects]],
    [
      'a foreign catalog',
      `${restore} system.silver.projects --version 1`,
      ['belongs to no environment'],
    ],
  ])('%s', async (_what, text, expected) => {
    const before = cards(stage.ana).length;
    const answer = await asks(stage, stage.ana, text);
    for (const part of expected) expect(shown(answer).replaceAll('ˋ', '`')).toContain(part);
    expect(cards(stage.ana)).toHaveLength(before);
  });

  test('3,000 characters', async () => {
    const answer = await asks(stage, stage.ana, `/ppm ${'x'.repeat(3_000)}`);
    expect(shown(answer)).toContain('I don\'t know "xxx');
    expect(shown(answer).length).toBeLessThan(1_000);
    expect(await reads(stage, stage.ana, `/ppm ${'y '.repeat(1_800)}z`)).toContain(
      'at most 3000 can be read',
    );
  });
});

describe('identifiers are data', () => {
  test.each([
    [
      'a semicolon',
      '"main.silver.projects; RESTORE TABLE main.silver.projects TO VERSION AS OF 1"',
    ],
    ['a comment', 'main.silver.projects--'],
    ['a block comment', 'main.silver.projects/**/'],
    ['a back-tick inside', 'main.silver.`projects`x`'],
    ['a quote', "main.silver.projects'x"],
    ['a cyrillic о', 'main.silver.prоjects'],
    ['a full-width stop', 'main．silver．projects'],
    ['a path', '../../main.silver.projects'],
    ['one part', 'projects'],
    ['four parts', 'a.main.silver.projects'],
  ])('%s', async (_what, table) => {
    const before = stage.warehouse.statements().length;
    expect(await reads(stage, stage.ana, `${restore} ${table} --version 13`)).toContain(
      'is not a table name',
    );
    // It never came near the warehouse.
    expect(stage.warehouse.statements()).toHaveLength(before);
  });

  test('text for everybody pings nobody, wherever it is echoed', async () => {
    const bidi = '\u202Emain\u2066.silver\u200B';
    for (const text of [
      `/ppm <!channel> @here <@U02BEN> *bold* ${bidi}`,
      `${restore} "<!channel>.*x*.${bidi}" --version 1`,
      `/ppm audit <!everyone> ${bidi}`,
      `/ppm help <https://evil.example|status> :large_green_circle:`,
    ]) {
      const answer = await asks(stage, stage.ana, text);
      expect(answer.ephemeral).toBe(true);
      expect(textOf(answer)).not.toMatch(
        /<[!@#]|<https?:|@here>|[\u202A-\u202E\u2066-\u2069\u200B]/,
      );
      expect(textOf(answer)).not.toMatch(/(?<!\w)\*(bold|x)\*|:large_green_circle:(?!\s*\*)/);
    }
  });
});

describe('meant well, and understood', () => {
  test.each([
    ['nothing at all', '/ppm', 'What I can do'],
    ['spaces', '/ppm    ', 'What I can do'],
    ['capitals', '/ppm TABLE History main.silver.projects', 'is at version 14'],
    ['back-ticks', '/ppm table history `main`.`silver`.`projects`', 'is at version 14'],
    ['no catalog', '/ppm table history silver.projects', 'is at version 14'],
    ['smart quotes', '/ppm table history “main.silver.projects”', 'is at version 14'],
    ['an en-dash', `/ppm table preview ${projects} –version 13`, 'in version 13'],
    ['an equals sign', `/ppm table preview ${projects} --version=13`, 'in version 13'],
    ['a flag for the first input', `/ppm table history --table ${projects}`, 'is at version 14'],
    ['a person', '/ppm audit @ben', 'audit log'],
  ])('%s', async (_what, text, expected) => {
    expect(await reads(stage, stage.ana, text)).toContain(expected);
  });

  test('an em-dash where a phone made one of two hyphens', async () => {
    const card = await plans(stage.ana, `${restore} main.silver.projects —version 13`);
    expect(card.text).toContain(`Restore ${projects} to version ${good}`);
    const why = await reads(
      stage,
      stage.ben,
      `/ppm deny ${runOf(card)} —reason “it’s not the time”`,
    );
    expect(why).toContain(`You denied ${runOf(card)}`);
    expect(await reads(stage, stage.ben, `/ppm audit denied ${runOf(card)}`)).toContain(
      'it’s not the time',
    );
  });
});
