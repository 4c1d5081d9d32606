// What goes wrong in the pretended tools on purpose. It stands in the file that the sandbox's own option --faults names
// (tool-faults.ts writes it). Without one, nothing does.
import { readFileSync, writeFileSync } from 'node:fs';

const steps = 10;
const pauseMs = 300;

/** The fault that is set for a tool, as what to do at which moment. It is worn by one. */
export function faultOf(tool, path) {
  const kind = path === undefined ? null : taken(tool, path);
  return {
    kind,
    /** Called before each document; `total` in all of the archive's. @throws Error with the words of a lost connection */
    async at(done, total, progress) {
      if (kind === 'slow' && done % Math.max(1, Math.ceil(total / steps)) === 0) {
        if (done > 0) progress();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      if (done < Math.floor(total / 2)) return;
      if (kind === 'hang') await new Promise(() => setInterval(() => undefined, 60_000));
      if (kind === 'die_half_way') process.kill(process.pid, 'SIGKILL');
      if (kind === 'fail_half_way')
        throw new Error('connection(localhost:27017) unable to read: connection reset by peer');
    },
    /** Called when everything is done and nothing is said of it yet. */
    atEnd() {
      if (kind === 'die_at_end') process.kill(process.pid, 'SIGKILL');
    },
  };
}

function taken(tool, path) {
  let all = {};
  try {
    all = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
  const fault = all[tool];
  if (!fault || fault.count === 0) return null;
  if (fault.count > 0)
    writeFileSync(path, JSON.stringify({ ...all, [tool]: { ...fault, count: fault.count - 1 } }));
  return fault.kind;
}
