// Apache Arrow as the driver itself loads it. Its package has typings for `require` only.
import { createRequire } from 'node:module';
import type * as Arrow from 'apache-arrow' with { 'resolution-mode': 'require' };

export type { Arrow };

export const arrow: typeof Arrow = createRequire(import.meta.url)('apache-arrow');
