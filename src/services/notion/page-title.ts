// The title of a page: the text of its one property of type title.
import { z } from 'zod';
import type { NotionPage } from './notion.js';

const title = z.object({
  title: z.array(z.object({ plain_text: z.string().default('') })),
});

/** Empty where there is none. */
export function pageTitle({ properties }: Pick<NotionPage, 'properties'>): string {
  const property = Object.values(properties).find(({ type }) => type === 'title');
  const pieces = title.safeParse(property).data?.title ?? [];
  return pieces.map((piece) => piece.plain_text).join('');
}
