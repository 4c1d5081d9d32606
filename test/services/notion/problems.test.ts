// What people are told when Notion refuses, and which kind of failure it is.
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { failureKindOf, NotionProblem } from '../../../src/services/notion/failure-kind.js';
import { ids, problem, refusal, scripted } from './scripted.js';

const sort = { by: 'created_time', direction: 'ascending' } as const;

describe('refusals', () => {
  it.each([
    [401, 'unauthorized', 'outside_refused', 'auth', /NOTION_API_KEY/, /restart the bot/],
    [403, 'restricted_resource', 'outside_refused', 'not_shared', /may not/, /Connections/],
    [404, 'object_not_found', 'not_found', 'not_found', /not shared/, /"\.\.\." menu, Connections/],
    [409, 'conflict_error', 'outside_unavailable', 'other', /same moment/, /Try again/],
    [413, 'validation_error', 'invalid_input', 'too_large', /too large/, /less/],
    [400, 'validation_error', 'invalid_input', 'other', /No\./, /Correct/],
    [400, 'invalid_request_url', 'outside_refused', 'other', /HTTP 400/, /NOTION_API_URL/],
    [418, 'unheard_of', 'outside_refused', 'other', /HTTP 418/, /NOTION_API_URL/],
  ])('%i %s: %s, kind %s', async (status, code, expected, kind, message, hint) => {
    const { people } = scripted(() => refusal(status, code));
    const told = await problem(people.createPage(ids.dataSource, {}));
    expect(told.code).toBe(expected);
    expect(told.message).toMatch(message);
    expect(told.hint).toMatch(hint);
    // A 404 about a data source means that nobody shared it.
    expect(failureKindOf(told)).toBe(status === 404 ? 'not_shared' : kind);
  });

  it('a page that is not there is no database that is not shared', async () => {
    const { people } = scripted(() => refusal(404, 'object_not_found'));
    const page = await problem(people.page(ids.page));
    expect([failureKindOf(page), page.message]).toEqual([
      'not_found',
      expect.stringContaining(`the page ${ids.page}`),
    ]);
    const source = await problem(people.query(ids.dataSource, { sort }));
    expect(failureKindOf(source)).toBe('not_shared');
  });

  it.each([
    ['Could not find property with name or id: Budget (EUR)', 'Budget (EUR)'],
    ['Status is not a property that exists.', 'Status'],
    ['Due date is expected to be date.', 'Due date'],
    ['body failed validation: body.properties.Cost.number should be a number', 'Cost'],
  ])('a schema mismatch names the property: %s', async (message, property) => {
    const { people } = scripted(() => refusal(400, 'validation_error', message));
    const told = await problem(people.updatePage(ids.page, {}));
    expect(told).toBeInstanceOf(NotionProblem);
    expect(told).toMatchObject({ code: 'invalid_input', kind: 'schema', property });
    expect(told.message).toContain(message);
    expect(told.hint).toContain('notion schema --fix');
  });

  it('a text that is too long is told as that', async () => {
    const { people } = scripted(() =>
      refusal(
        400,
        'validation_error',
        'body failed validation: body.properties.Notes.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.',
      ),
    );
    expect(await problem(people.updatePage(ids.page, {}))).toMatchObject({
      kind: 'too_large',
      property: 'Notes',
    });
  });

  it("Notion's own text is cut, on one line, and without secrets", async () => {
    const secret = `ntn_${'a1'.repeat(20)}`;
    const { people } = scripted(() =>
      refusal(400, 'validation_error', `Bad\n\n token ${secret} ${'x'.repeat(5_000)}`),
    );
    const told = await problem(people.updatePage(ids.page, {}));
    expect(told.message).not.toContain(secret);
    expect(told.message).toContain('Bad token [Notion token removed]');
    expect(told.message.length).toBeLessThan(400);
    const logged = JSON.stringify(pino.stdSerializers.err(told));
    expect(logged).not.toContain(secret);
    expect(logged).not.toContain('x'.repeat(400));
  });
});
