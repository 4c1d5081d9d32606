// Asks the components of a system now, and says what their answers are signs of.
import type { Context } from '../context.js';
import { componentSigns } from './from-component.js';
import type { Sign } from './sign.js';

type Parts = Pick<Context, 'health' | 'signal' | 'systems'>;

export async function diagnoseComponents(
  { health, signal, systems }: Parts,
  asked: readonly string[],
): Promise<Sign[]> {
  const each = await Promise.all(
    asked
      .filter((system) => health.components.some((one) => one.system === system))
      .map((system) => health.check({ system, onDemand: true, signal })),
  );
  return each.flat().flatMap((probed) => componentSigns(probed, systems));
}
