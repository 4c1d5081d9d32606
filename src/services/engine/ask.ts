// What every door calls: somebody's words or a filled-in form go in, an answer comes out. Which operation it is, whether
// they may, and what kind of answer follows is decided here and nowhere else.
import type { Actor } from '../../core/actor.js';
import type { Json, JsonObject } from '../../core/json.js';
import type { MoreFields, OperationInfo } from '../../core/operation.js';
import type { Report } from '../../core/report.js';
import type { Run } from '../../core/run.js';
import { complete, parseRequest, parseWords, type ParsedRequest } from './parse/parse-request.js';
import { validateInput } from './parse/validate.js';
import { operationNamed, type EngineParts } from './parts.js';
import { planRun } from './planning.js';

export interface Asked {
  actor: Actor;
  /** Makes a repeat harmless. */
  requestId: string;
  signal: AbortSignal;
  /** As typed, as a shell took it apart, or chosen. */
  words: { text: string } | { argv: readonly string[] } | { operation: string; input: JsonObject };
}

export type Answer =
  | { kind: 'report'; operation: OperationInfo; report: Report }
  | { kind: 'run'; run: Run }
  /** Something required is missing: ask for it with a form, or with the usage. */
  | {
      kind: 'incomplete';
      operation: OperationInfo;
      given: JsonObject;
      missing: string[];
    };

/** @throws Problem in words for the person who asked */
export async function ask(parts: EngineParts, asked: Asked): Promise<Answer> {
  const { actor, requestId, words } = asked;
  const parsed = read(parts, words);
  const operation = operationNamed(parts.operations, parsed.operation.id);
  await parts.authorise({ kind: 'request', actor, operation, risk: operation.risk }, requestId);
  if (parsed.kind === 'incomplete')
    return { kind: 'incomplete', operation, given: parsed.input, missing: parsed.missing };
  const input = validateInput(operation, parsed.input);
  const later = operation.kind === 'action' ? operation.moreInto : undefined;
  if (later !== undefined && input[later] === undefined)
    return { kind: 'incomplete', operation, given: input, missing: [later] };
  const context = parts.contextFor(actor, requestId, asked.signal);
  switch (operation.kind) {
    case 'query':
      return { kind: 'report', operation, report: await operation.read(input, context) };
    case 'command': {
      const report = await operation.act(input, context);
      await auditCommand(parts, asked, operation, input);
      return { kind: 'report', operation, report };
    }
    case 'action':
      return {
        kind: 'run',
        run: await planRun(parts, { operation: operation.id, input, actor, requestId }),
      };
  }
}

/**
 * What a form can ask for beside an operation's own inputs; null where there is nothing more, or too little is given.
 * @throws Problem as the operation does, and not_allowed
 */
export async function moreFields(
  parts: EngineParts,
  asked: { operation: string; given: JsonObject; actor: Actor; requestId: string },
): Promise<MoreFields | null> {
  const { actor, requestId } = asked;
  const operation = operationNamed(parts.operations, asked.operation);
  if (operation.kind !== 'action' || !operation.more) return null;
  await parts.authorise({ kind: 'request', actor, operation, risk: operation.risk }, requestId);
  const signal = new AbortController().signal;
  return operation.more(asked.given, parts.contextFor(actor, requestId, signal));
}

function read(parts: EngineParts, words: Asked['words']): ParsedRequest {
  if ('text' in words) return parseRequest(words.text, parts.operations);
  if ('argv' in words) return parseWords(words.argv, parts.operations);
  return complete(operationNamed(parts.operations, words.operation), words.input);
}

async function auditCommand(
  parts: EngineParts,
  asked: Asked,
  operation: OperationInfo,
  input: Record<string, Json>,
): Promise<void> {
  const context = parts.contextFor(asked.actor, asked.requestId, asked.signal);
  await context.audit.append({
    key: `command:${asked.requestId}`,
    at: parts.now(),
    actor: asked.actor,
    action: `command.${operation.id}`,
    subject: typeof input.run === 'string' ? input.run : operation.id,
    detail: operation.summary,
  });
}
