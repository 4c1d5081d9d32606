// Reads a ClientAction from outside.
import { z } from 'zod';
import type { ClientAction } from '../protocol.js';

const container = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), channel: z.string(), ts: z.string() }),
  z.strictObject({ kind: z.literal('view'), viewId: z.string() }),
  z.strictObject({ kind: z.literal('home') }),
]);
const object = z.record(z.string(), z.unknown());
const values = z.record(z.string(), z.record(z.string(), object));

export const clientAction: z.ZodType<ClientAction> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('command'), channel: z.string(), text: z.string() }),
  z.strictObject({
    type: z.literal('message'),
    channel: z.string(),
    text: z.string(),
    threadTs: z.string().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('block_action'),
    container,
    blockId: z.string(),
    actionId: z.string(),
    payload: object.exactOptional(),
    values: values.exactOptional(),
    forgedValue: z.string().exactOptional(),
    stale: z.literal(true).exactOptional(),
  }),
  z.strictObject({
    type: z.literal('block_suggestion'),
    container,
    blockId: z.string(),
    actionId: z.string(),
    value: z.string(),
  }),
  z.strictObject({
    type: z.literal('message_shortcut'),
    channel: z.string(),
    ts: z.string(),
    callbackId: z.string(),
  }),
  z.strictObject({ type: z.literal('view_submit'), viewId: z.string(), values }),
  z.strictObject({
    type: z.literal('view_close'),
    viewId: z.string(),
    all: z.literal(true).exactOptional(),
  }),
  z.strictObject({ type: z.literal('open_home') }),
  z.strictObject({ type: z.literal('mark_read'), channel: z.string() }),
]);
