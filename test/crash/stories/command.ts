// A routine run whose one step is a program on the bot's machine. A sync may be done again after a death, but never beside
// itself, and a card that says "succeeded" is about one that came to its end.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Scene } from '../scene.js';
import { allEnd, cardFaults, said, succeeded } from './runs.js';
import { faults, type Story } from './story.js';

const noteSchema = z.object({ what: z.enum(['begins', 'ends']), at: z.number(), pid: z.number() });

export const command: Story = {
  name: 'a program is run',
  async play(scene) {
    const before = (await notesOf(scene)).length;
    const typed = await scene.plans(scene.ana, '/ppm sync archive');
    const cards = await allEnd(scene);
    const notes = (await notesOf(scene)).slice(before);
    const whole = notes.filter(({ what }) => what === 'ends').length;
    const open = new Set<number>();
    let together = 1;
    for (const { what, pid } of notes) {
      if (what === 'begins') open.add(pid);
      else open.delete(pid);
      together = Math.max(together, open.size);
    }
    return [
      ...faults(
        whole < succeeded(cards) && `ran to its end ${whole} times: ${said(cards)}`,
        together > 1 && `${together} at the same time: ${said(cards)}`,
      ),
      ...cardFaults(scene, cards, typed),
    ];
  },
};

async function notesOf({ cast }: Scene): Promise<z.infer<typeof noteSchema>[]> {
  const file = join(cast.company.dataDir, 'counted.log');
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => noteSchema.parse(JSON.parse(line)));
}
