// Which databases are stale; the fresh ones are not told. (Runbook 1, "Data Freshness Verification": more than 24 hours)
import type { Finding } from '../../core/report.js';
import { freshnessOf, namesById, staleAfterMs } from '../sync/freshness.js';
import { roughly } from '../sync/when.js';
import { listed } from './components-part.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

export interface Fresh {
  stale: number;
  all: number;
}

type Asked = Pick<
  ReportContext,
  'bronze' | 'notionCache' | 'systems' | 'now' | 'signal' | 'deadlineMs'
>;

export async function freshnessPart(context: Asked): Promise<Part<Fresh>> {
  const { bronze, notionCache, systems, now } = context;
  const asked = await partOf('Freshness', context, async (signal) => {
    const marks = await bronze.watermarks(signal);
    const names = await namesById(systems, notionCache.reading, marks, signal);
    return freshnessOf(marks, names, now());
  });
  if (asked.value === null) return { value: null, findings: asked.findings };
  const stale = asked.value.filter(({ age }) => age === null || age > staleAfterMs);
  return {
    value: { stale: stale.length, all: asked.value.length },
    findings: stale.length === 0 ? [] : [staleFinding(stale.map(shown))],
  };
}

interface Stale {
  name: string;
  known: boolean;
  age: string;
}

function shown({
  mark,
  name,
  age,
}: {
  mark: { databaseId: string };
  name: string | null;
  age: number | null;
}): Stale {
  return {
    name: name ?? mark.databaseId,
    known: name !== null,
    age: age === null ? 'never synced' : roughly(age),
  };
}

function staleFinding(stale: readonly Stale[]): Finding {
  const [first] = stale;
  const [system, database] = first?.name.split('/') ?? [];
  return {
    severity: 'bad',
    title: stale.length === 1 ? `${first?.name} is stale` : `${stale.length} databases are stale`,
    evidence: listed(stale.map(({ name, age }) => `${name} (${age})`)),
    suggestion:
      stale.length === 1 && first?.known === true && system !== undefined && database !== undefined
        ? { label: `Sync ${database}`, operation: 'sync', input: { system, database } }
        : { label: 'Freshness', operation: 'freshness', input: {} },
  };
}
