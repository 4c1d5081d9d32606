// What an operation's form remembers until it is handed in, in its private metadata.
import { z } from 'zod';
import { moreMemory } from './more-fields.js';

/** Slack's limit for private metadata is 3,000 characters. */
export const memoryCharacters = 2_950;

const formMemory = z.object({
  operation: z.string(),
  /** Where the answer goes. */
  channel: z.string().nullable(),
  /** Inputs that were given before and can't be changed here. */
  given: z.record(z.string(), z.json()).default({}),
  more: moreMemory.optional(),
});
export type FormMemory = z.infer<typeof formMemory>;

/** @throws ZodError or SyntaxError when it is not from one of our forms */
export function readFormMemory(privateMetadata: string): FormMemory {
  return formMemory.parse(JSON.parse(privateMetadata));
}
