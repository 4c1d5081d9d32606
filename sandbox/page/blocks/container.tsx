// Blocks under a common title, which may be folded away.
import { useId, useState } from 'react';
import { isRecord, records, type Json } from '../../slack/json.js';
import { Icon } from '../shell/icon.js';
import { Blocks } from './blocks.js';
import { RichText } from './rich-text.js';
import { TextObject } from './text.js';

export function Container({ block }: { block: Json }) {
  const folds = block.is_collapsible === true;
  const [isOpen, setOpen] = useState(block.default_collapsed !== true);
  const id = useId();
  const title = (
    <span className="container-titles">
      {isRecord(block.rich_text_title) ? (
        <RichText of={block.rich_text_title} />
      ) : (
        <strong>
          <TextObject of={block.title} />
        </strong>
      )}
      <span className="container-subtitle">
        <TextObject of={block.subtitle} />
      </span>
    </span>
  );
  return (
    <section className="container">
      {folds ? (
        <button
          type="button"
          className="container-head"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'down' : 'right'} />
          {title}
        </button>
      ) : (
        <div className="container-head">{title}</div>
      )}
      <div id={id} hidden={!isOpen} className="container-body">
        <Blocks blocks={records(block.child_blocks)} />
      </div>
    </section>
  );
}
