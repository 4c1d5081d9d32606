// What a schedule said, as its card. It never changes, so one look at it is enough.
import { postings } from '../../services/postings/postings.js';
import type { Store } from '../../services/store/store.js';
import { renderReport } from '../cards/report-card.js';
import { preformatted } from '../cards/run-output.js';
import type { PictureOf } from '../publisher/draw.js';

/** Most characters of an overflow that one thread message takes. */
const restCharacters = 10_000;

export function postingPicture({ store }: { store: Store }): PictureOf {
  return async ({ record, view, plain }) => {
    const stored = await store.get(postings, record.id);
    if (!stored) return null;
    const card = renderReport(stored.doc.report, { privately: false, plain });
    const ended = true;
    if (view === 'card') return { rendered: card, ended };
    if (view !== 'rest' || !card.overflow) return { rendered: null, ended };
    const text = card.overflow.text.slice(0, restCharacters);
    return { rendered: { text: card.overflow.title, blocks: [preformatted(text)] }, ended };
  };
}
