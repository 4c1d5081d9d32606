// How much each synced database has grown. (Runbook 1, "Quarterly: Capacity Review": data volume)
import type { Chart, Finding, Table } from '../../core/report.js';
import { sideBySide } from '../notion/reading/side-by-side.js';
import { chartLabels, rounded } from '../notion/reading/words.js';
import { namesById } from '../sync/freshness.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

/** Databases whose new pages are counted; each costs a statement. */
const mostCounted = 20;
/** The ids of more new pages than a database this large may have are not fetched to count them. */
const largest = 50_000;
const width = 4;
/** Per cent in a quarter that ask for a plan. */
const fast = 25;
/** Slack draws so many categories. */
const mostBars = 20;

export interface Grown {
  name: string;
  pages: number;
  /** Live pages created since then; null where they were not counted. */
  created: number | null;
}

/** Largest first. @param from epoch milliseconds */
export async function growthSince(
  from: number,
  context: Pick<ReportContext, 'bronze' | 'notionCache' | 'systems' | 'signal' | 'deadlineMs'>,
): Promise<Part<Grown[]>> {
  const { bronze, notionCache, systems } = context;
  return partOf('Growth of the databases', context, async (signal) => {
    const marks = (await bronze.watermarks(signal)).toSorted(
      (a, b) => (b.pages ?? 0) - (a.pages ?? 0),
    );
    const names = await namesById(systems, notionCache.reading, marks, signal);
    return sideBySide([...marks.entries()], width, async ([place, { databaseId, pages }]) => {
      const countable = place < mostCounted && (pages ?? 0) <= largest;
      const created = countable
        ? await bronze.livePages(databaseId, [{ from, to: null }], { undated: false, signal })
        : null;
      return {
        name: names.get(databaseId) ?? databaseId,
        pages: pages ?? 0,
        created: created?.length ?? null,
      };
    });
  });
}

/** Per cent by which it has grown; null where that is not known. */
export function growthOf({ pages, created }: Grown): number | null {
  if (created === null || created === 0) return created;
  const before = pages - created;
  return before <= 0 ? null : (100 * created) / before;
}

export function growthTable(grown: readonly Grown[]): Table[] {
  if (grown.length === 0) return [];
  return [
    {
      title: 'Pages',
      columns: [
        { label: 'Database' },
        { label: 'Pages', align: 'right' },
        { label: 'New', align: 'right' },
        { label: 'Growth, per cent', align: 'right' },
      ],
      rows: grown.slice(0, mostCounted).map((one) => {
        const percent = growthOf(one);
        return [
          one.name,
          String(one.pages),
          one.created === null ? '–' : String(one.created),
          percent === null ? '–' : rounded(percent),
        ];
      }),
      ...(grown.length > mostCounted
        ? { more: `${grown.length - mostCounted} smaller databases` }
        : {}),
    },
  ];
}

export function growthChart(grown: readonly Grown[]): Chart[] {
  const drawn = grown.slice(0, mostBars);
  if (drawn.length === 0) return [];
  return [
    {
      kind: 'bar',
      title: 'Pages by database',
      categories: chartLabels(drawn.map(({ name }) => name.replace(/^[^/]*\//, ''))),
      series: [
        { name: 'Before', values: drawn.map(({ pages, created }) => pages - (created ?? 0)) },
        { name: 'New', values: drawn.map(({ created }) => created ?? 0) },
      ],
    },
  ];
}

export function growthFindings(grown: readonly Grown[]): Finding[] {
  return grown
    .flatMap((one) => {
      const percent = growthOf(one);
      return percent !== null && percent > fast ? [{ ...one, percent }] : [];
    })
    .slice(0, 5)
    .map(({ name, percent, pages }) => ({
      severity: 'info',
      title: `${name} has grown by ${rounded(percent)} %`,
      evidence: `It has ${pages.toLocaleString('en')} pages now.`,
      fix: 'Plan for it: a full sync takes longer in proportion.',
    }));
}
