// How an operation is typed, in one line made from its schema.
import { fieldsOf, flagOf, type Field } from '../../../core/fields.js';
import { wordsOf, type OperationInfo } from '../../../core/operation.js';

/** For example `table restore <table> [--version <integer>] [--at <datetime>]`. */
export function usageOf(operation: OperationInfo): string {
  const fields = fieldsOf(operation.input);
  const positional = operation.args.flatMap((name, index) => {
    const field = fields.find((candidate) => candidate.name === name);
    const many = operation.rest === true && index === operation.args.length - 1;
    return field ? [positionalUsage(field, many)] : [];
  });
  const flags = fields.filter((field) => !operation.args.includes(field.name)).map(flagUsage);
  const switches = Object.keys(operation.switches ?? {}).map((name) => `[${flagOf(name)}]`);
  return [wordsOf(operation), ...positional, ...flags, ...switches].join(' ');
}

function positionalUsage(field: Field, many: boolean): string {
  const name = `${flagOf(field.name).slice(2)}${many ? ' …' : ''}`;
  return field.required ? `<${name}>` : `[${name}]`;
}

function flagUsage(field: Field): string {
  const flag = flagOf(field.name);
  if (field.kind === 'boolean')
    return field.default === true ? `[--no-${flag.slice(2)}]` : `[${flag}]`;
  const value = field.kind === 'long-text' ? 'text' : field.choices.join('|') || field.kind;
  return field.required ? `${flag} <${value}>` : `[${flag} <${value}>]`;
}
