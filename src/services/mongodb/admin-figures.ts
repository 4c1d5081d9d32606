// Numbers out of the server's answers, whatever BSON has for them.
import { z } from 'zod';

/** A number, or null where there is none: a server that doesn't tell leaves the field out. */
export const figure = z
  .unknown()
  .optional()
  .transform((value): number | null => {
    if (value === undefined || value === null || typeof value === 'boolean') return null;
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  });
