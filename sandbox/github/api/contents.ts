// Files of the repository at a ref. (docs.github.com, "Get repository content")
import { createHash } from 'node:crypto';
import type { Repository } from '../state/repository.js';
import { mainBranch } from '../state/repository.js';
import { ApiError, notFound, ok, type Handler } from './call.js';

/** GitHub breaks its base64 into lines. */
const lineLength = 60;

export const getContents: Handler = ({ repository }, { parts: [given = ''], query, isRaw }) => {
  const ref = query.get('ref') ?? mainBranch;
  const commit = repository.history.find(ref);
  if (!commit) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const path = given.replaceAll(/^\/+|\/+$/g, '');
  const text = commit.files.get(path);
  if (text !== undefined) {
    if (isRaw) return { status: 200, body: text };
    const lines = Buffer.from(text)
      .toString('base64')
      .match(new RegExp(`.{1,${lineLength}}`, 'g'));
    const content = `${(lines ?? []).join('\n')}\n`;
    return ok({ ...entry(repository, path, text, ref), encoding: 'base64', content });
  }
  const inside = [...commit.files].filter(([other]) => folderOf(other) === path);
  if (inside.length === 0) throw notFound();
  return ok(inside.map(([other, its]) => entry(repository, other, its, ref)));
};

function entry({ apiUrl, pageUrl }: Repository, path: string, text: string, ref: string): object {
  const size = Buffer.byteLength(text);
  return {
    type: 'file',
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    size,
    sha: createHash('sha1').update(`blob ${size}\0${text}`).digest('hex'),
    url: `${apiUrl()}/contents/${path}?ref=${encodeURIComponent(ref)}`,
    html_url: `${pageUrl}/blob/${ref}/${path}`,
  };
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
