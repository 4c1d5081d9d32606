// The inputs that name an incident and what can be linked to it, shared by the operations on incidents.
import { z } from 'zod';

export const incidentId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^I-[0-9A-Z]{6}$/, 'an incident such as I-7K2QMF')
  .describe('Incident, such as I-7K2QMF');

export const linkedAlert = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[GT]-[0-9A-Z]{6}$/, 'alerts such as G-7K2QMF, or a storm such as T-7K2QMF')
  .describe('Its alerts, such as G-7K2QMF, or a storm, such as T-7K2QMF');

export const linkedRun = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^R-[0-9A-Z]{6}$/, 'a run such as R-7K2QMF')
  .describe('Run, such as R-7K2QMF');
