// The inputs that name an alert, a storm or a silence, shared by the operations on alerts.
import { z } from 'zod';

export const groupInput = z
  .string()
  .trim()
  .regex(/^G-[0-9A-Z]{6}$/i, 'an alert such as G-7K2QMF')
  .describe('Alert, such as G-7K2QMF');

export const stormInput = z
  .string()
  .trim()
  .regex(/^T-[0-9A-Z]{6}$/i, 'a storm such as T-7K2QMF');

export const groupOrStormInput = z
  .string()
  .trim()
  .regex(/^[GT]-[0-9A-Z]{6}$/i, 'an alert such as G-7K2QMF, or a storm such as T-7K2QMF')
  .describe('Alert, or storm with all its alerts');

export const silenceInput = z
  .string()
  .trim()
  .regex(/^S-[0-9A-Z]{6}$/i, 'a silence such as S-7K2QMF')
  .describe('Silence, such as S-7K2QMF');
