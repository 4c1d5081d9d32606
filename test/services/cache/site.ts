// A cache over a Notion in memory with two configured databases, on a clock of the test's own.
import { Registry } from 'prom-client';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { createNotionCache } from '../../../src/services/cache/create-notion-cache.js';
import type { Query } from '../../../src/services/notion/notion.js';
import type { News, SharedCache } from '../../../src/services/replicas/replicas.js';
import type { Store } from '../../../src/services/store/store.js';
import { addPage, fakeDatabase, fakeNotion, idOf, title } from '../../support/fake-notion.js';

export const projectsId = idOf(1);
export const tasksId = idOf(2);
export const byCreation: Query = { sort: { by: 'created_time', direction: 'ascending' } };

export const systems = {
  'finance-ppm': systemSchema.parse({
    title: 'Finance',
    databases: {
      projects: { title: 'Projects', id: projectsId },
      tasks: { title: 'Tasks', id: tasksId },
    },
  }),
};

/** @param given what is configured, seconds; and the most that is kept */
export function cacheSite(
  store: Store,
  given: {
    seconds?: number;
    maxEntries?: number;
    maxBytes?: number;
    shared?: SharedCache;
    news?: Pick<News, 'tell' | 'listen'>;
  } = {},
) {
  const clock = { at: Date.UTC(2026, 10, 21, 9) };
  const configured = { seconds: given.seconds ?? 300 };
  const [projects, tasks, unlisted] = [
    fakeDatabase(projectsId, 'Projects', { Name: 'title' }),
    fakeDatabase(tasksId, 'Tasks', { Name: 'title' }),
    fakeDatabase(idOf(3), 'Unlisted', { Name: 'title' }),
  ];
  for (let page = 10; page < 14; page += 1)
    addPage(projects, {
      id: idOf(page),
      createdAt: page,
      editedAt: page,
      properties: { Name: title(`Project ${page}`) },
    });
  const notion = fakeNotion(projects, tasks, unlisted);
  const registry = new Registry();
  const { seconds: _seconds, ...limits } = given;
  const cache = createNotionCache({
    notion: { people: notion },
    systems,
    ttl: () => configured.seconds,
    store,
    now: () => clock.at,
    registry,
    ...limits,
  });
  const counted = async () =>
    Object.fromEntries(
      ((await registry.getSingleMetric('notion_cache_requests_total')?.get())?.values ?? []).map(
        ({ labels, value }) => [`${labels['database']} ${labels['result']}`, value],
      ),
    );
  /** Asks for the projects so often. */
  async function ask(times: number, query: Query = byCreation): Promise<void> {
    const source = projects.source.id;
    for (let time = 0; time < times; time += 1) await cache.reading.query(source, query);
  }
  return { cache, notion, clock, configured, counted, ask, projects, tasks, unlisted };
}
