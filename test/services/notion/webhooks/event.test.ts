import { describe, expect, it } from 'vitest';
import { changedPage, notionEventSchema } from '../../../../src/services/notion/webhooks/event.js';

const page = '33333333-3333-4333-8333-333333333333';
const database = '11111111-1111-4111-8111-111111111111';
const dataSource = '22222222-2222-4222-8222-222222222222';

const read = (event: Record<string, unknown>) =>
  changedPage(notionEventSchema.parse({ id: 'e-1', ...event }));

describe('an event', () => {
  it.each([
    'page.created',
    'page.content_updated',
    'page.properties_updated',
    'page.moved',
    'page.deleted',
    'page.undeleted',
  ])('%s names the page that changed, and where it lies', (type) => {
    expect(
      read({
        type,
        entity: { id: page.toUpperCase(), type: 'page' },
        data: { parent: { id: database, type: 'database', data_source_id: dataSource } },
      }),
    ).toEqual({ page, databaseId: database, dataSourceId: dataSource });
  });

  it('of a page elsewhere says so', () => {
    const entity = { id: page, type: 'page' };
    expect(
      read({ type: 'page.created', entity, data: { parent: { id: page, type: 'page' } } }),
    ).toEqual({ page, databaseId: null, dataSourceId: null });
    expect(read({ type: 'page.created', entity })).toEqual({
      page,
      databaseId: null,
      dataSourceId: null,
    });
  });

  it.each([
    ['a comment', { type: 'comment.created', entity: { id: page, type: 'comment' } }],
    ['a schema', { type: 'data_source.schema_updated', entity: { id: page, type: 'data_source' } }],
    ['something new', { type: 'page.dreamt', entity: 7, data: 'x' }],
    ['a page without an id', { type: 'page.created', entity: { id: 'x', type: 'page' } }],
  ])('about %s is no hint, and no error', (_what, event) => {
    expect(read(event)).toBeNull();
  });

  it.each(['', 'a b', 'x'.repeat(101), '\0'])('with the id %j is refused', (id) => {
    expect(notionEventSchema.safeParse({ id, type: 'page.created' }).success).toBe(false);
  });
});
