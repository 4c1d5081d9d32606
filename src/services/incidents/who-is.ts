// Whom somebody means: a name, a mention, an id that a form's menu gave, or `me`.
import type { Actor } from '../../core/actor.js';
import { Problem } from '../../core/problem.js';
import type { Directory } from '../identity/identity.js';

/**
 * @param asking who types: `me` is them
 * @throws Problem invalid_input naming the field where nobody is called so
 */
export function whoIs(
  directory: Pick<Directory, 'fromSlack' | 'named'>,
  { text, asking, field = 'who' }: { text: string; asking: Actor; field?: string },
): Actor {
  const wanted = text.trim();
  if (wanted.toLowerCase() === 'me') return asking;
  const [, id] = /^(?:<@|@)?([UW][A-Z0-9]{5,})(?:\|[^>]*)?>?$/.exec(wanted) ?? [];
  if (id !== undefined) return directory.fromSlack(id);
  const named = directory.named(wanted.replace(/^@/, ''));
  if (named) return named;
  throw new Problem(
    'invalid_input',
    `Nobody in ppm.config.yaml is called ${JSON.stringify(wanted.slice(0, 60))}.`,
    'Write a name from `people`, mention somebody (@…), or write me.',
    { field },
  );
}
