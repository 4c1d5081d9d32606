// What goes wrong in the pretended mongodump and mongorestore on purpose. It stands in a file whose path they get with
// --faults (tools/faults.mjs), the sandbox's own option.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const both = ['fail_half_way', 'die_half_way', 'hang', 'slow', 'die_at_end'] as const;
/** Wears out after `count` runs; -1: until it is taken away. */
const fault = <Kind extends string>(...kinds: [Kind, ...Kind[]]) =>
  z.strictObject({ kind: z.enum(kinds), count: z.int().min(-1) }).optional();

const toolFaults = z.strictObject({
  /** `cut_short`: it says that all is well, and the archive lacks its end. */
  mongodump: fault(...both, 'cut_short'),
  /** `die_at_end`: everything is restored, and it is killed before it says so. */
  mongorestore: fault(...both),
});
export type ToolFaults = z.output<typeof toolFaults>;

export interface ToolFaultFile {
  /** For the words of `backups.mongodump` and `backups.mongorestore`: `--faults=<path>`. */
  path: string;
  get(): Promise<ToolFaults>;
  /** The whole set. @throws ZodError */
  replace(faults: unknown): Promise<void>;
  remove(): Promise<void>;
}

export function toolFaultFile(path: string): ToolFaultFile {
  return {
    path,
    async get() {
      const text = await readFile(path, 'utf8').catch(() => '{}');
      return toolFaults.parse(JSON.parse(text));
    },
    async replace(faults) {
      await writeFile(path, JSON.stringify(toolFaults.parse(faults)));
    },
    remove: () => rm(path, { force: true }),
  };
}
