// Pages of a list. Their tokens are signed: one that was made up, changed, or belongs to another question is refused.
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { invalid } from './api-error.js';

/** A place in a list: what it is sorted by, downwards, and an id. */
export type Place = readonly [key: number, id: number];

const tokenSchema = z.strictObject({
  of: z.string(),
  side: z.enum(['after', 'before']),
  place: z.tuple([z.number(), z.number()]),
});
type Token = z.infer<typeof tokenSchema>;

export interface PageOf<Item> {
  items: Item[];
  hasMore: boolean;
  next: string | undefined;
  previous: string | undefined;
}

const compare = (a: Place, b: Place): number => b[0] - a[0] || b[1] - a[1];

export class Pages {
  private readonly secret = randomBytes(16);

  /**
   * @param items in the order of their places
   * @param question what else was asked; a token is good for the same question only
   * @throws ApiError for a token that is none
   */
  page<Item>(
    items: readonly Item[],
    placeOf: (item: Item) => Place,
    { limit, token, question }: { limit: number; token: string | undefined; question: string },
  ): PageOf<Item> {
    const given = token === undefined ? null : this.read(token, question);
    const from = given === null ? 0 : this.startOf(items.map(placeOf), given, limit);
    const found = items.slice(from, from + limit);
    const at = (side: Token['side'], item: Item | undefined): string | undefined =>
      item && this.write({ of: question, side, place: [...placeOf(item)] });
    const hasMore = from + limit < items.length;
    return {
      items: found,
      hasMore,
      next: hasMore ? at('after', found.at(-1)) : undefined,
      previous: from > 0 ? at('before', found[0]) : undefined,
    };
  }

  private startOf(places: readonly Place[], { side, place }: Token, limit: number): number {
    const after = places.filter((one) => compare(one, place) <= 0).length;
    const before = places.filter((one) => compare(one, place) < 0).length;
    return side === 'after' ? after : Math.max(0, before - limit);
  }

  private write(token: Token): string {
    const body = Buffer.from(JSON.stringify(token)).toString('base64url');
    return `${body}.${this.sign(body)}`;
  }

  private read(text: string, question: string): Token {
    const [body = '', signature] = text.split('.');
    if (signature !== this.sign(body)) throw invalid('Invalid page token.');
    const token = tokenSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
    if (token.of !== question)
      throw invalid('The page token does not belong to the other parameters of the request.');
    return token;
  }

  private sign(body: string): string {
    return createHmac('sha256', this.secret).update(body).digest('base64url').slice(0, 16);
  }
}
