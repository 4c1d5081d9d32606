// Operations that a route offers, with their inputs filled from what the alert says.
import type { OfferConfig } from '../../../config/alerts-schema.js';
import type { Json, JsonObject } from '../../../core/json.js';
import type { Texts } from './route-rule.js';

/** What placeholders stand for. */
export interface Known {
  system: string | null;
  labels: Texts;
}

/** The operation with its input; null where a placeholder has no value: a sync of nothing in particular is no help. */
export function filled(
  { operation, input }: OfferConfig,
  known: Known,
): { operation: string; input: JsonObject } | null {
  const values = Object.entries(input).map(
    ([name, value]) => [name, filledValue(value, known)] as const,
  );
  const whole: JsonObject = {};
  for (const [name, value] of values) {
    if (value === undefined) return null;
    whole[name] = value;
  }
  return { operation, input: whole };
}

function filledValue(value: Json, known: Known): Json | undefined {
  if (typeof value === 'string') return filledText(value, known);
  if (Array.isArray(value)) {
    const items = value.map((item) => filledValue(item, known));
    return items.some((item) => item === undefined)
      ? undefined
      : items.filter((item) => item !== undefined);
  }
  if (value === null || typeof value !== 'object') return value;
  return filled({ operation: '', input: value }, known)?.input;
}

/** `{system}` and `{labels.name}`; other braces stay. A value is never looked at for placeholders itself. */
function filledText(text: string, { system, labels }: Known): string | undefined {
  let isMissing = false;
  const result = text.replaceAll(/\{(system|labels\.([^{}]+))\}/g, (_all, _what, name?: string) => {
    const value =
      name === undefined ? system : Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (!value) isMissing = true;
    return value ?? '';
  });
  return isMissing ? undefined : result;
}
