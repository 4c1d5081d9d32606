// views.*: modals and the Home tab.
import { z } from 'zod';
import { checkView, viewTooLarge, type CheckedView } from '../blocks/view.js';
import type { Json } from '../json.js';
import {
  findView,
  mostModals,
  openModal,
  publishHome,
  pushModal,
  replaceView,
  stackOf,
} from '../state/views.js';
import type { StoredView, Workspace } from '../state/workspace.js';
import { viewJson } from '../wire.js';
import { blockIdMaker, refusedBlocks } from './content.js';
import { ApiError, defineMethod, invalidArguments, json, text } from './method.js';

/** Checks a view; also used for the views in the answer to a view_submission. */
export function readView(
  ws: Workspace,
  input: unknown,
  type: CheckedView['type'],
  replaces?: StoredView,
): CheckedView {
  if (viewTooLarge(input)) throw new ApiError('view_too_large');
  const checked = checkView(input, type, {
    refused: refusedBlocks(ws),
    makeId: blockIdMaker(ws),
  });
  if (!checked.ok) throw invalidArguments(checked.errors);
  const { externalId } = checked.view;
  const taken =
    externalId !== undefined &&
    findView(ws, (view) => view.view.externalId === externalId && view !== replaces);
  if (taken) throw new ApiError('duplicate_external_id');
  return checked.view;
}

function exchange(ws: Workspace, triggerId: string): string {
  const used = ws.triggers.exchange(triggerId);
  if (used.ok) return used.user;
  if (used.error === 'invalid_trigger_id') throw invalidArguments(['invalid `trigger_id`']);
  throw new ApiError(used.error);
}

function checkHash(hash: string | undefined, view: StoredView | undefined): void {
  if (hash !== undefined && view !== undefined && hash !== view.hash)
    throw new ApiError('hash_conflict');
}

const answer = (ws: Workspace, view: StoredView): Json => ({ view: viewJson(ws, view) });

const trigger = {
  trigger_id: text.optional(),
  interactivity_pointer: text.optional(),
  view: json,
};

function triggerOf(args: {
  trigger_id?: string | undefined;
  interactivity_pointer?: string | undefined;
}): string {
  const id = args.trigger_id ?? args.interactivity_pointer;
  if (id === undefined) throw invalidArguments(['missing required field: trigger_id']);
  return id;
}

export const viewMethods = [
  defineMethod('views.open', {
    scopes: [],
    args: z.object(trigger),
    run(ws, args) {
      const view = readView(ws, args.view, 'modal');
      return answer(ws, openModal(ws, exchange(ws, triggerOf(args)), view));
    },
  }),

  defineMethod('views.push', {
    scopes: [],
    args: z.object(trigger),
    run(ws, args) {
      const view = readView(ws, args.view, 'modal');
      const user = exchange(ws, triggerOf(args));
      const open = stackOf(ws, user).length;
      if (open === 0) throw new ApiError('not_found');
      if (open >= mostModals) throw new ApiError('push_limit_reached');
      return answer(ws, pushModal(ws, user, view));
    },
  }),

  defineMethod('views.update', {
    scopes: [],
    args: z.object({
      view_id: text.optional(),
      external_id: text.optional(),
      hash: text.optional(),
      view: json,
    }),
    run(ws, args) {
      if (args.view_id === undefined && args.external_id === undefined)
        throw invalidArguments(['missing required field: view_id or external_id']);
      const stored = findView(ws, (view) =>
        args.view_id === undefined
          ? view.view.externalId === args.external_id
          : view.id === args.view_id,
      );
      if (stored === undefined) throw new ApiError('not_found');
      checkHash(args.hash, stored);
      replaceView(ws, stored, readView(ws, args.view, stored.view.type, stored));
      return answer(ws, stored);
    },
  }),

  defineMethod('views.publish', {
    scopes: [],
    args: z.object({ user_id: text, hash: text.optional(), view: json }),
    run(ws, args) {
      const member = ws.members.get(args.user_id);
      if (member === undefined || member.isBot) throw invalidArguments(['invalid `user_id`']);
      const known = ws.homes.get(args.user_id);
      checkHash(args.hash, known);
      return answer(ws, publishHome(ws, args.user_id, readView(ws, args.view, 'home', known)));
    },
  }),
];
