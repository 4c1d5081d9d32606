// A post-mortem as a Markdown file. What people and alerts wrote is text there: no cell, heading or link can be made by it.
import { redact } from '../redact.js';
import type { Postmortem, PostmortemPart } from './postmortem.js';

export function postmortemMarkdown({ title, sections }: Postmortem): string {
  return [
    `# Post-mortem ${plain(title)}`,
    ...sections.flatMap(({ heading, parts }) => [`## ${heading}`, ...parts.map(partText)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function partText(part: PostmortemPart): string {
  switch (part.kind) {
    case 'table':
      return [
        part.columns,
        part.columns.map(() => '---'),
        ...part.rows.map((row) => row.map(plain)),
      ]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n');
    case 'prompts':
      return part.lines.map((line) => `- ${line === '' ? '…' : `_${line}_`}`).join('\n');
    case 'text':
      return plain(part.text);
    case 'steps':
      return part.steps
        .map(({ text, done }) => `- [${done ? 'x' : ' '}] ${plain(text)}`)
        .join('\n');
  }
}

/** In one line, with everything that means something in Markdown escaped; line breaks stay as `<br>`. */
function plain(text: string): string {
  // Before it is escaped: a secret with back-slashes in it is not known as one.
  return redact(text)
    .trim()
    .replaceAll(/[\\`*_[\]<>|~#&!]/g, String.raw`\$&`)
    .replaceAll(/\s*\r?\n\s*/g, '<br>')
    .replaceAll(/\s+/g, ' ');
}
