// What anybody on the machine could read of programs that run: their arguments and, as the same user, their environment.
import { readFile, readdir } from 'node:fs/promises';

export interface Watch {
  /** Stops. @returns arguments and environment of each program seen, once */
  end(): Promise<{ words: string[]; environment: string }[]>;
}

/** @param word only of programs with this among their arguments */
export function watchPrograms(word: string): Watch {
  const seen = new Map<string, { words: string[]; environment: string }>();
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      for (const id of ids) {
        const text = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
        if (!text.includes(word)) continue;
        const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
        seen.set(`${id} ${text}`, { words: text.split('\0'), environment });
      }
    }
  })();
  return {
    async end() {
      stopping.abort();
      await watching;
      return [...seen.values()];
    },
  };
}
