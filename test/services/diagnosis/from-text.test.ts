// What others say in their logs and answers, and what is made of it.
import { expect, it } from 'vitest';
import {
  notionScenario,
  syncScenario,
  warehouseScenario,
} from '../../../src/services/diagnosis/from-text.js';

it.each([
  ['HTTP 401 Unauthorized: API token is invalid.', 'notion-401'],
  ['HTTP 403 restricted_resource', 'notion-403'],
  ['404 object_not_found', 'notion-404'],
  ['409 conflict_error', 'notion-409'],
  ['HTTP 429 rate_limited', 'notion-429'],
  ['Open tickets is not a property that exists.', 'schema-changed'],
  ['ReadTimeout: no answer in 10 s', 'notion-timeout'],
  ['HTTP 529 service_overload', 'notion-5xx'],
  ['Connection refused', 'notion-5xx'],
  ['getaddrinfo ENOTFOUND api.notion.com', 'dns-failure'],
  ['its certificate has expired', 'certificate-expired'],
  ['CircuitOpenError: circuit notion_api is open', 'circuit-open'],
  ['all is well', null],
])('of Notion: %s', (said, scenario) => {
  expect(notionScenario(said)).toBe(scenario);
});

it.each([
  ['sync failed: locked by process 812 since 2026-11-21', 'sync-locked'],
  ['4 failed: blocked by policy', 'partial-failure'],
  ['MemoryError', 'low-memory'],
  ['ENOSPC: no space left on device', 'disk-full'],
  ["ModuleNotFoundError: No module named 'notion_client'", null],
])('of a sync: %s', (said, scenario) => {
  expect(syncScenario(said)).toBe(scenario);
});

it.each([
  ['[INSUFFICIENT_PERMISSIONS] SQLSTATE: 42501', 'permission-denied'],
  ['[TABLE_OR_VIEW_NOT_FOUND] main.gold.kpis', 'table-missing'],
  ['The warehouse answered HTTP 503.', null],
  ['unable to verify the first certificate', 'certificate-untrusted'],
  ['Client network socket disconnected before secure TLS connection was established', null],
])('of the warehouse: %s', (said, scenario) => {
  expect(warehouseScenario(said)).toBe(scenario);
});
