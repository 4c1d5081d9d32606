// A card: a picture, a title, a few words, buttons.
import { isRecord, records, type Json } from '../../slack/json.js';
import { Element } from '../forms/element.js';
import { field, TextObject } from './text.js';

export function Card({ block }: { block: Json }) {
  return (
    <div className="card">
      {isRecord(block.hero_image) && (
        <img
          className="card-hero"
          src={field(block.hero_image, 'image_url')}
          alt={field(block.hero_image, 'alt_text')}
        />
      )}
      <div className="card-head">
        {isRecord(block.icon) && (
          <img
            className="card-icon"
            src={field(block.icon, 'image_url')}
            alt={field(block.icon, 'alt_text')}
          />
        )}
        <div>
          <div className="card-title">
            <TextObject of={block.title} />
          </div>
          <div className="card-subtitle">
            <TextObject of={block.subtitle} />
          </div>
        </div>
      </div>
      <TextObject of={block.body} />
      {records(block.actions).length > 0 && (
        <div className="actions">
          {records(block.actions).map((element) => (
            <Element block={block} element={element} key={field(element, 'action_id')} />
          ))}
        </div>
      )}
    </div>
  );
}
