// files.*: the three steps of an upload: ask for a URL, send the bytes there, share the file.
import { z } from 'zod';
import { postMessage } from '../state/messages.js';
import { botId, type StoredFile, type Upload, type Workspace } from '../state/workspace.js';
import { fileJson } from '../wire.js';
import { checkThread, readBlocks } from './content.js';
import {
  ApiError,
  defineMethod,
  invalidArguments,
  joinedChannel,
  json,
  number,
  text,
} from './method.js';

const scopes = ['files:write'];
const mostBytes = 1024 ** 3;
const fileList = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** Step 2: the bytes arrive. False when no such upload was announced, or it has another length. */
export function receiveUpload(ws: Workspace, id: string, content: Buffer): boolean {
  const upload = ws.uploads.get(id);
  if (upload === undefined || content.length !== upload.length) return false;
  upload.content = content;
  return true;
}

function received(upload: Upload | undefined, title: string | undefined): StoredFile {
  if (upload?.content === undefined) throw new ApiError('file_not_found');
  const { id, name, content } = upload;
  return { id, name, title: title ?? name, content };
}

export const fileMethods = [
  defineMethod('files.getUploadURLExternal', {
    scopes,
    args: z.object({ filename: text, length: number }),
    run(ws, args) {
      if (args.length < 1 || !Number.isInteger(args.length))
        throw invalidArguments(['length must be more than 0']);
      if (args.length > mostBytes) throw new ApiError('file_upload_size_restricted');
      const id = ws.clock.id('F');
      ws.uploads.set(id, { id, name: args.filename, length: args.length });
      return { upload_url: `${ws.url}/upload/v1/${id}`, file_id: id };
    },
  }),

  defineMethod('files.completeUploadExternal', {
    scopes,
    args: z.object({
      files: json,
      channel_id: text.optional(),
      thread_ts: text.optional(),
      initial_comment: text.optional(),
      blocks: json.optional(),
    }),
    run(ws, args) {
      const asked = fileList.safeParse(args.files);
      if (!asked.success) throw invalidArguments(['must provide files']);
      const files = asked.data.map(({ id, title }) => received(ws.uploads.get(id), title));
      if (args.channel_id !== undefined) {
        const channel = joinedChannel(ws, args.channel_id);
        if (args.thread_ts) checkThread(ws, channel.id, args.thread_ts);
        postMessage(ws, {
          channel: channel.id,
          user: botId(ws),
          text: args.initial_comment ?? '',
          blocks: args.blocks === undefined ? [] : readBlocks(ws, args.blocks),
          files,
          ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
        });
      }
      for (const { id } of files) ws.uploads.delete(id);
      return { files: files.map((file) => fileJson(ws, file)) };
    },
  }),
];
