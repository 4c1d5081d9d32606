// How exposed secrets are told: place and family, never the text.
import type { Finding, Table } from '../../../core/report.js';
import { counted } from '../../../services/notion/reading/words.js';
import type { Exposure, SearchResult } from '../../../services/security/secret-search.js';
import type { SecurityCheck } from './security-checks.js';

const shown = 50;
const mostFindings = 5;

/** @param paths that are configured to be searched */
export function keyExposure(paths: readonly string[], result: SearchResult): SecurityCheck {
  const name = 'Keys in files and logs';
  if (paths.length === 0)
    return {
      name,
      status: 'info',
      seen: 'no path is configured: upkeep.searched in ppm.config.yaml',
      findings: [],
    };
  const read = counted(result.files, 'file');
  if (result.total === 0) return { name, status: 'good', seen: `none in ${read}`, findings: [] };
  return {
    name,
    status: 'warning',
    seen: `${result.total} in ${read}`,
    findings: exposureFindings(result),
  };
}

/** One for each family, the rest is in the table. */
function exposureFindings({ found }: SearchResult): Finding[] {
  const families = [...new Set(found.map(({ family }) => family))];
  return families.slice(0, mostFindings).map((family): Finding => {
    const places = found.filter((one) => one.family === family);
    const own = credentialOf(family);
    return {
      severity: 'warning',
      title: `${family}: exposed in ${counted(places.length, 'place')}`,
      evidence: places.slice(0, 3).map(placeText).join(', '),
      cause: 'A key was written into a file or a log, where more people and programs can read it.',
      fix: 'Treat it as known to others: make a new one, revoke this one, then take it out of the file.',
      ...(own === null
        ? {}
        : {
            suggestion: {
              label: `Rotate ${own}`,
              operation: 'rotate',
              input: { credential: own },
            },
          }),
    };
  });
}

/** What can be rotated with the bot's guidance. */
function credentialOf(family: string): string | null {
  if (family === 'Notion token' || family === 'value of NOTION_API_KEY') return 'notion';
  if (family === 'Databricks token' || family === 'value of DATABRICKS_TOKEN') return 'databricks';
  return null;
}

export function exposureTable({ found, total }: SearchResult): Table {
  const rows = found.slice(0, shown);
  return {
    title: 'Exposed',
    columns: [{ label: 'File' }, { label: 'Line', align: 'right' }, { label: 'What' }],
    rows: rows.map((one) => [one.file, lineText(one), one.family]),
    ...(total > rows.length ? { more: `${total - rows.length} more` } : {}),
  };
}

function placeText(one: Exposure): string {
  return `${one.file}:${lineText(one)}`;
}

function lineText({ line, endOnly }: Exposure): string {
  return endOnly ? `${line} of the last 5 MiB` : String(line);
}
