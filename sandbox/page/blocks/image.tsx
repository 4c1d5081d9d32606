// A picture with its title.
import type { Json } from '../../slack/json.js';
import { field, plainOf } from './text.js';

export function ImageBlock({ block }: { block: Json }) {
  const title = plainOf(block.title);
  return (
    <figure className="image">
      {title !== '' && <figcaption>{title}</figcaption>}
      <img src={field(block, 'image_url')} alt={field(block, 'alt_text')} loading="lazy" />
    </figure>
  );
}
