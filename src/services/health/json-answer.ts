// Reads what a health address says in JSON: values by path, and which of its own checks it finds unhealthy.
// (Runbook 4 "API Returns 503": checks.database.error)
import { z } from 'zod';

const anyObject = z.record(z.string(), z.unknown());
const parts = z.object({ checks: anyObject.optional(), components: anyObject.optional() });
const part = z.object({
  status: z.union([z.string(), z.boolean()]).optional(),
  healthy: z.boolean().optional(),
  error: z.string().nullish(),
  message: z.string().nullish(),
  detail: z.string().nullish(),
  reason: z.string().nullish(),
});

const well = /^(healthy|ok|okay|up|good|pass|passed|passing|ready|alive|connected|closed|true)$/i;

/** Undefined where the text is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param path `checks.notion.status`, `items.0.name`; undefined where there is none */
export function valueAt(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return /^\d+$/.test(key) ? inner[Number(key)] : undefined;
    const object = anyObject.safeParse(inner).data;
    return object && Object.hasOwn(object, key) ? object[key] : undefined;
  }, json);
}

/** `checks.database: Connection refused`; null where it names none. */
export function unhealthyParts(json: unknown): string | null {
  const { checks, components } = parts.safeParse(json).data ?? {};
  const said = Object.entries({ checks, components }).flatMap(([where, all]) =>
    Object.entries(all ?? {}).flatMap(([name, value]) => {
      const why = whyUnwell(value);
      return why === null ? [] : [`${where}.${name}: ${why}`];
    }),
  );
  return said.length === 0 ? null : said.join('; ');
}

function whyUnwell(value: unknown): string | null {
  if (typeof value === 'string') return well.test(value) ? null : value;
  if (typeof value === 'boolean') return value ? null : 'unhealthy';
  const one = part.safeParse(value).data;
  const state = one?.status ?? one?.healthy;
  if (!one || state === undefined || well.test(String(state))) return null;
  const why = one.error ?? one.message ?? one.detail ?? one.reason;
  return why ?? (typeof state === 'string' ? state : 'unhealthy');
}
