// What the parts of the Home tab have in common.
import type { KnownBlock } from '@slack/types';

/** A piece of the tab. Buttons are numbered through the whole tab: their action ids have to be unique. */
export interface HomePart {
  blocks: KnownBlock[];
  /** How many suggestions it has used. */
  buttons: number;
}

export type LinkTo = (kind: 'run' | 'incident', id: string) => string | null;
