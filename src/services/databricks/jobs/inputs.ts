// Inputs that the operations on jobs share.
import { z } from 'zod';
import { bundleTargets } from '../../../config/delivery-schema.js';

/** @returns prod where nothing is said: that is where things break */
export const bundleTarget = z
  .enum(bundleTargets)
  .default('prod')
  .describe("The bundle's target: dev, staging or prod");

export const runInput = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe('Number of the run in Databricks, or its address');

export const anyTarget = z
  .enum(bundleTargets)
  .optional()
  .describe('Only those of this target of the bundle');
