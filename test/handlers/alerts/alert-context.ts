// A context whose alerts are real, in a store of their own.
import { createAlerts } from '../../../src/services/alerts/alert-memory.js';
import type { Context } from '../../../src/services/context.js';
import { openWorld, type World } from '../../services/alerts/silencing/samples.js';
import { contextWith } from '../../support/context.js';

export function openAlerts(): { world: World; context: Context } {
  const world = openWorld();
  const { now } = world.parts;
  return { world, context: contextWith({ now, alerts: createAlerts(world.parts) }) };
}
