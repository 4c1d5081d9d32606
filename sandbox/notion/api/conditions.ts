// What a filter asks of one value, by the type of the property. (Notion API, "Filter data source entries")
import { invalid } from './errors.js';
import { isRecord, plainText } from '../state/properties.js';

export interface Bounds {
  from: number;
  before: number;
}

export type Test = (value: unknown) => boolean;

const minute = 60_000;
const day = 24 * 60 * minute;

/** The condition under a property's type: `{ contains: 'x' }`. Throws validation_error. */
export function conditionOf(type: string, condition: Record<string, unknown>): Test {
  const [operator, given] = onlyOne(condition);
  if (operator === 'is_empty' || operator === 'is_not_empty') {
    if (type === 'checkbox') throw unknown(type, operator);
    if (given !== true)
      throw invalid(
        `body failed validation: body.filter.${type}.${operator} should be \`true\`, instead was \`${JSON.stringify(given)}\`.`,
      );
    return operator === 'is_empty' ? isEmpty : (value) => !isEmpty(value);
  }
  const test = typed(type, operator, given);
  if (!test) throw unknown(type, operator);
  return test;
}

function unknown(type: string, operator: string): Error {
  return invalid(`body failed validation: ${operator} is not known for ${type}.`);
}

function onlyOne(condition: Record<string, unknown>): [operator: string, given: unknown] {
  const [entry, ...others] = Object.entries(condition);
  if (entry && others.length === 0) return entry;
  throw invalid('body failed validation: a filter has exactly one condition.');
}

/** The times that a condition lets through. A date without a time means its whole day. */
export function timeBounds(condition: Record<string, unknown>): Bounds {
  const [operator, given] = onlyOne(condition);
  const at = typeof given === 'string' ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(at))
    throw invalid(
      `body failed validation: ${operator} should be a valid ISO 8601 date string, instead was \`${JSON.stringify(given)}\`.`,
    );
  const isDay = /^\d{4}-\d\d-\d\d$/.test(String(given));
  const end = isDay ? at + day : at + 1;
  switch (operator) {
    case 'on_or_after':
      return { from: at, before: Infinity };
    case 'after':
      return { from: end, before: Infinity };
    case 'before':
      return { from: -Infinity, before: at };
    case 'on_or_before':
      return { from: -Infinity, before: end };
    case 'equals':
      return isDay
        ? { from: at, before: end }
        : {
            from: Math.floor(at / minute) * minute,
            before: (Math.floor(at / minute) + 1) * minute,
          };
    default:
      throw unknown('a date', operator);
  }
}

function typed(type: string, operator: string, given: unknown): Test | undefined {
  switch (type) {
    case 'title':
    case 'rich_text':
    case 'url':
    case 'email':
    case 'phone_number':
      return textTest(operator, textIn(type, given));
    case 'number':
      return numberTest(operator, numberIn(type, given));
    case 'unique_id': {
      const test = numberTest(operator, numberIn(type, given));
      return test && ((value) => isRecord(value) && test(value['number']));
    }
    case 'checkbox':
      return equality(operator, (value) => value === given);
    case 'select':
    case 'status':
      return equality(operator, (value) => isRecord(value) && value['name'] === given);
    case 'multi_select':
      return containing(operator, (one) => one['name'] === given);
    case 'relation':
    case 'people':
      return containing(operator, (one) => one['id'] === given);
    case 'created_by':
    case 'last_edited_by':
      return containing(operator, (one) => one['id'] === given);
    case 'date':
    case 'created_time':
    case 'last_edited_time':
      return dateTest(operator, given);
    case 'formula':
      return formulaTest(operator, given);
    default:
      return undefined;
  }
}

function textIn(type: string, given: unknown): string {
  if (typeof given === 'string') return given;
  throw invalid(`body failed validation: the filter of ${type} should be a string.`);
}

function numberIn(type: string, given: unknown): number {
  if (typeof given === 'number') return given;
  throw invalid(`body failed validation: the filter of ${type} should be a number.`);
}

function equality(operator: string, is: Test): Test | undefined {
  if (operator === 'equals') return is;
  return operator === 'does_not_equal' ? (value) => !is(value) : undefined;
}

function containing(
  operator: string,
  is: (one: Record<string, unknown>) => boolean,
): Test | undefined {
  const contains: Test = (value) =>
    (Array.isArray(value) ? value : [value]).some((one) => isRecord(one) && is(one));
  if (operator === 'contains') return contains;
  return operator === 'does_not_contain' ? (value) => !contains(value) : undefined;
}

function textTest(operator: string, given: string): Test | undefined {
  const text = (value: unknown): string => (typeof value === 'string' ? value : plainText(value));
  const wanted = given.toLowerCase();
  switch (operator) {
    case 'equals':
      return (value) => text(value) === given;
    case 'does_not_equal':
      return (value) => text(value) !== given;
    case 'contains':
      return (value) => text(value).toLowerCase().includes(wanted);
    case 'does_not_contain':
      return (value) => !text(value).toLowerCase().includes(wanted);
    case 'starts_with':
      return (value) => text(value).toLowerCase().startsWith(wanted);
    case 'ends_with':
      return (value) => text(value).toLowerCase().endsWith(wanted);
    default:
      return undefined;
  }
}

/** An empty value is only different from every number. */
function numberTest(operator: string, given: number): Test | undefined {
  const number =
    (test: (value: number) => boolean): Test =>
    (value) =>
      typeof value === 'number' && test(value);
  switch (operator) {
    case 'equals':
      return (value) => value === given;
    case 'does_not_equal':
      return (value) => value !== given;
    case 'greater_than':
      return number((value) => value > given);
    case 'less_than':
      return number((value) => value < given);
    case 'greater_than_or_equal_to':
      return number((value) => value >= given);
    case 'less_than_or_equal_to':
      return number((value) => value <= given);
    default:
      return undefined;
  }
}

/** A date's value is an object, a time of the page a text. */
function dateTest(operator: string, given: unknown): Test {
  const bounds = timeBounds({ [operator]: given });
  return (value) => {
    const at = Date.parse(String(isRecord(value) ? value['start'] : value));
    return at >= bounds.from && at < bounds.before;
  };
}

/** `{ formula: { string: { contains: … } } }`: of a result of another type nothing is true. */
function formulaTest(kind: string, condition: unknown): Test | undefined {
  const type = kind === 'string' ? 'rich_text' : kind;
  if (!['rich_text', 'number', 'checkbox', 'date'].includes(type) || !isRecord(condition))
    return undefined;
  const field = kind === 'checkbox' ? 'boolean' : kind;
  const test = conditionOf(type, condition);
  return (value) => isRecord(value) && field in value && test(value[field]);
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}
