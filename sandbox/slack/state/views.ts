// Modals and Home tabs: a stack of at most three modals per person, and one Home tab each.
import type { CheckedView } from '../blocks/view.js';
import type { StoredView, Workspace } from './workspace.js';

export const mostModals = 3;

export function stackOf(ws: Workspace, user: string): StoredView[] {
  return ws.modals.get(user) ?? [];
}

function setStack(ws: Workspace, user: string, stack: StoredView[]): void {
  ws.modals.set(user, stack);
  ws.audience.touch([user]);
}

const newHash = (ws: Workspace) => `${ws.clock.ts()}.${ws.clock.id('')}`;

function newView(ws: Workspace, user: string, view: CheckedView): StoredView {
  const id = ws.clock.id('V');
  return { id, user, hash: newHash(ws), view, rootId: id, errors: {}, earlier: [] };
}

/** Opens a modal in place of whatever modals the person had open. */
export function openModal(ws: Workspace, user: string, view: CheckedView): StoredView {
  const stored = newView(ws, user, view);
  setStack(ws, user, [stored]);
  return stored;
}

/** Puts a modal on top of the open ones. The caller has checked that there is one, and room. */
export function pushModal(ws: Workspace, user: string, view: CheckedView): StoredView {
  const stack = stackOf(ws, user);
  const top = stack.at(-1);
  const stored = {
    ...newView(ws, user, view),
    ...(top === undefined ? {} : { rootId: top.rootId, previousId: top.id }),
  };
  setStack(ws, user, [...stack, stored]);
  return stored;
}

export function replaceView(ws: Workspace, stored: StoredView, view: CheckedView): void {
  stored.earlier.push(stored.view.blocks);
  stored.view = view;
  stored.hash = newHash(ws);
  stored.errors = {};
  ws.audience.touch([stored.user]);
}

export function publishHome(ws: Workspace, user: string, view: CheckedView): StoredView {
  const known = ws.homes.get(user);
  if (known !== undefined) {
    replaceView(ws, known, view);
    return known;
  }
  const stored = newView(ws, user, view);
  ws.homes.set(user, stored);
  ws.audience.touch([user]);
  return stored;
}

export function showErrors(
  ws: Workspace,
  stored: StoredView,
  errors: Record<string, string>,
): void {
  stored.errors = errors;
  ws.audience.touch([stored.user]);
}

/** Closes this view and those above it. */
export function closeFrom(ws: Workspace, stored: StoredView): void {
  const stack = stackOf(ws, stored.user);
  setStack(ws, stored.user, stack.slice(0, Math.max(0, stack.indexOf(stored))));
}

export function closeAll(ws: Workspace, user: string): void {
  setStack(ws, user, []);
}

export function findView(
  ws: Workspace,
  matches: (view: StoredView) => boolean,
): StoredView | undefined {
  return [...[...ws.modals.values()].flat(), ...ws.homes.values()].find(matches);
}
