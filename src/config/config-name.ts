// How things are named in ppm.config.yaml.
import { z } from 'zod';

export const configName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes');
