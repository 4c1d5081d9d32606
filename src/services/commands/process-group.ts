// Ends a program together with everything that it has started: they share a process group, which has the id of the first.

/** How long they have between being asked and being killed, milliseconds. */
const patience = 5_000;
const look = 50;

/** SIGTERM to all, and SIGKILL after five seconds to whoever is left. Resolves when nobody is, or all were killed. */
export async function endGroup(id: number): Promise<void> {
  tell(id, 'SIGTERM');
  const deadline = performance.now() + patience;
  while (tell(id, 0)) {
    if (performance.now() >= deadline) {
      tell(id, 'SIGKILL');
      return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, look);
    });
  }
}

/** False when there is nobody in the group any more. */
function tell(id: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(-id, signal);
  } catch {
    return false;
  }
}
