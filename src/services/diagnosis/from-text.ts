// What was said, in whose words ever, as a scenario: HTTP statuses, Notion's codes, Spark's conditions.
import type { ScenarioId } from './scenarios.js';

type Rule = readonly [RegExp, ScenarioId];

const circuit: Rule = [
  /circuit\W+(?:breaker\W+)?(?:is\W+)?open|open circuit|CircuitOpen|several times in a row/i,
  'circuit-open',
];
const dns: Rule = [/\bENOTFOUND\b|EAI_AGAIN|name (?:server|can ?not be)|\bDNS\b/i, 'dns-failure'];
const expired: Rule = [/certificate has expired|CERT_HAS_EXPIRED/i, 'certificate-expired'];
/** A connection that was cut before TLS was ready says nothing about a certificate. */
const untrusted: Rule = [
  /\bcertificate|SELF_SIGNED|CERT_|SSLCert|UNABLE_TO_|unable to verify|\bTLS (?:handshake|alert|error|fail)/i,
  'certificate-untrusted',
];

const ofNotion: readonly Rule[] = [
  circuit,
  [/\b401\b|unauthori[sz]ed|NOTION_API_KEY is refused/i, 'notion-401'],
  [/\b403\b|restricted_resource|forbidden/i, 'notion-403'],
  [/\b404\b|object_not_found|not shared/i, 'notion-404'],
  [/\b409\b|conflict_error/i, 'notion-409'],
  [/\b429\b|rate.?limit|takes no more calls|wants silence/i, 'notion-429'],
  [/validation_error|is not a property|does not exist|schema/i, 'schema-changed'],
  dns,
  expired,
  untrusted,
  [/time-?out|timed out|in time|no answer within|Timeout/i, 'notion-timeout'],
  [/\b5\d\d\b|can't be reached|ECONNREFUSED|connection|refused|reset/i, 'notion-5xx'],
];

const ofWarehouse: readonly Rule[] = [
  [/PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS|UNAUTHORIZED_ACCESS/, 'permission-denied'],
  [/CLUSTER_STARTUP_FAILURE/, 'cluster-startup-failure'],
  [/DRIVER_UNREACHABLE/, 'driver-unreachable'],
  [/DATA_LOSS|FAILED_READ_FILE|DELTA_FILE_NOT_FOUND/, 'data-loss'],
  [/TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|NO_SUCH_CATALOG|CATALOG_NOT_FOUND/, 'table-missing'],
  [/DATABRICKS_TOKEN was refused|\b401\b|\b403\b/, 'warehouse-401'],
  dns,
  expired,
  untrusted,
];

/** Of the log or the last line of a sync that somebody else does. */
const ofSync: readonly Rule[] = [
  [/\block(?:ed|s)?\b/i, 'sync-locked'],
  [/unifi/i, 'unifi-401'],
  [/ninja/i, 'ninjaone-401'],
  circuit,
  [/\b401\b|unauthori[sz]ed/i, 'notion-401'],
  [/\b403\b|restricted_resource/i, 'notion-403'],
  [/\b409\b|conflict_error/i, 'notion-409'],
  [/\b429\b|rate.?limit/i, 'notion-429'],
  [/validation_error|is not a property|does not exist|schema/i, 'schema-changed'],
  [/MemoryError|out of memory|OOM/i, 'low-memory'],
  [/ENOSPC|no space left/i, 'disk-full'],
  dns,
  expired,
  untrusted,
  [/time-?out|timed out|in time/i, 'notion-timeout'],
  [/\d+ (?:records? |pages? )?failed|partial/i, 'partial-failure'],
];

/** Null where nothing in it is known. */
export function notionScenario(said: string): ScenarioId | null {
  return first(ofNotion, said);
}

export function warehouseScenario(said: string): ScenarioId | null {
  return first(ofWarehouse, said);
}

export function syncScenario(said: string): ScenarioId | null {
  return first(ofSync, said);
}

export function saysCircuitOpen(said: string): boolean {
  return circuit[0].test(said);
}

function first(rules: readonly Rule[], said: string): ScenarioId | null {
  return rules.find(([pattern]) => pattern.test(said))?.[1] ?? null;
}
