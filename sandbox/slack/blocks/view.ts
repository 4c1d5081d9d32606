// Checks the view of views.open, update, push and publish, and of the answers to a view_submission.
import { z } from 'zod';
import type { Block } from '../protocol.js';
import { checkBlocks, type CheckOptions } from './check.js';
import { explain, line } from './explain.js';
import { plainText, string } from './parts.js';

const shared = {
  blocks: z.array(z.unknown()),
  private_metadata: string(3000, 0).optional(),
  callback_id: string(255, 0).optional(),
  external_id: string(255, 0).optional(),
};
const modal = z.strictObject({
  type: z.literal('modal'),
  ...shared,
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
const home = z.strictObject({ type: z.literal('home'), ...shared });
const schema = z.discriminatedUnion('type', [modal, home]);

export interface CheckedView {
  type: 'modal' | 'home';
  title?: string;
  submit?: string;
  close?: string;
  blocks: Block[];
  privateMetadata: string;
  callbackId: string;
  externalId?: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
}

export type ViewCheck = { ok: true; view: CheckedView } | { ok: false; errors: string[] };

/** The whole view as JSON may have this many characters. */
const viewCharacters = 250_000;

export function viewTooLarge(input: unknown): boolean {
  return (JSON.stringify(input) ?? '').length > viewCharacters;
}

/** @param type the kind of view that the method takes */
export function checkView(
  input: unknown,
  type: CheckedView['type'],
  options: Pick<CheckOptions, 'refused' | 'makeId'>,
): ViewCheck {
  const prefix = ['view'];
  const parsed = schema.safeParse(input);
  if (!parsed.success) return { ok: false, errors: explain(parsed.error, input, prefix) };
  const view = parsed.data;
  if (view.type !== type)
    return { ok: false, errors: [line(`unsupported type: ${view.type}`, ['view', 'type'])] };

  const checked = checkBlocks(view.blocks, {
    ...options,
    surface: type,
    prefix: [...prefix, 'blocks'],
  });
  if (!checked.ok) return { ok: false, errors: checked.errors };
  const hasInputs = checked.blocks.some((block) => block.type === 'input');
  if (view.type === 'modal' && hasInputs && view.submit === undefined)
    return {
      ok: false,
      errors: [line('missing required field: submit (there are input blocks)', prefix)],
    };

  const common = {
    type,
    blocks: checked.blocks,
    privateMetadata: view.private_metadata ?? '',
    callbackId: view.callback_id ?? '',
    ...(view.external_id ? { externalId: view.external_id } : {}),
  };
  if (view.type === 'home')
    return { ok: true, view: { ...common, clearOnClose: false, notifyOnClose: false } };
  return {
    ok: true,
    view: {
      ...common,
      title: view.title.text,
      ...(view.submit ? { submit: view.submit.text } : {}),
      ...(view.close ? { close: view.close.text } : {}),
      clearOnClose: view.clear_on_close ?? false,
      notifyOnClose: view.notify_on_close ?? false,
    },
  };
}
