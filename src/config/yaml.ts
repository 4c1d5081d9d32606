// Reads a YAML file so that every complaint about it can name the line.
import { readFileSync } from 'node:fs';
import {
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
} from 'yaml';
import { ConfigurationError } from './problems.js';

export interface YamlFile {
  content: unknown;
  /** The line of a value, or of what it would stand in; from 1. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** @throws ConfigurationError when the file can't be read or is not YAML */
export function readYaml(path: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new ConfigurationError(
      document.errors.map((error) => ({
        name: path,
        reason: `line ${lines.linePos(error.pos[0]).line}: ${error.message}`,
      })),
    );
  return {
    content: contentOf(document, path, lines),
    lineOf: (wanted) => lines.linePos(offsetOf(document, wanted)).line,
  };
}

/** An alias may stand for nothing, or for too much. */
function contentOf(document: Document, path: string, lines: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (error) {
    let at = 0;
    visit(document, {
      Alias(_, alias) {
        if (alias.resolve(document)) return undefined;
        at = alias.range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    const said = error instanceof Error ? error.message : 'an alias can not be resolved';
    throw new ConfigurationError([
      { name: path, reason: `line ${lines.linePos(at).line}: ${said}` },
    ]);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ConfigurationError([
      {
        name: path,
        reason: missing ? 'there is no such file; PPM_CONFIG says where it is' : 'cannot be read',
      },
    ]);
  }
}

/** Where the deepest part of `path` that is there begins: at its key where it has one. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (!isCollection(node)) break;
    const key = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === part)?.key
      : node.get(Number(part), true);
    if (!hasRange(key)) break;
    offset = key.range[0];
    node = node.get(isMap(node) ? part : Number(part), true);
  }
  return offset;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
