// The text of a log as a person can read it and may see it: without colours, junk and secrets.
import { stripVTControlCharacters } from 'node:util';
import { withoutUnseen } from '../engine/parse/clean.js';

/** @param redact masks secrets; it comes last, so that nothing unseen can hide one from it */
export function cleanText(text: string, redact: (text: string) => string): string {
  const seen = withoutUnseen(stripVTControlCharacters(text).replaceAll(/\r\n?/g, '\n'));
  return redact(
    withoutHalfKey(seen.replaceAll(/[^\S\n\t]/g, ' ').replaceAll(/\ufffd{2,}/g, '\ufffd')),
  );
}

/** When the beginning of a private key stands before what was read, the rest of it is still one. */
function withoutHalfKey(text: string): string {
  const end = /-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----/.exec(text);
  if (!end || /-----BEGIN [A-Z ]{0,20}PRIVATE KEY/.test(text.slice(0, end.index))) return text;
  return `[private key removed]${text.slice(end.index + end[0].length)}`;
}
