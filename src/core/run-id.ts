// The input that names a run, shared by the operations on runs.
import { z } from 'zod';

export const runId = z
  .string()
  .trim()
  .regex(/^R-[0-9A-Z]{6}$/i, 'a run such as R-7K2QMF')
  .describe('Run, such as R-7K2QMF');
