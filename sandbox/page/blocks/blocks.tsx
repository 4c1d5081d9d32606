// The blocks of a message, modal or Home tab, each by its type.
import { memo } from 'react';
import type { Json } from '../../slack/json.js';
import { isRecord, records, text } from '../../slack/json.js';
import { Element } from '../forms/element.js';
import { InputBlock } from '../forms/input-block.js';
import { Card } from './card.js';
import { Container } from './container.js';
import { DataTable } from './data-table.js';
import { ImageBlock } from './image.js';
import { LibraryBlock } from './library-block.js';
import { Plan, TaskCard } from './plan.js';
import { RichText } from './rich-text.js';
import { TableBlock } from './table.js';
import { field, plainOf, TextObject } from './text.js';

export function Blocks({ blocks }: { blocks: readonly Json[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <div
          className={`block block-${field(block, 'type')}`}
          key={field(block, 'block_id') || index}
        >
          <BlockView block={block} />
        </div>
      ))}
    </div>
  );
}

const BlockView = memo(function BlockView({ block }: { block: Json }) {
  switch (field(block, 'type')) {
    case 'section':
      return <Section block={block} />;
    case 'header':
      return <h3 className="header-text">{plainOf(block.text)}</h3>;
    case 'divider':
      return <hr className="divider" />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
      return (
        <div className="actions">
          {records(block.elements).map((element) => (
            <Element block={block} element={element} key={field(element, 'action_id')} />
          ))}
        </div>
      );
    case 'context_actions':
      return (
        <div className="actions actions-small">
          {records(block.elements).map((element) => (
            <Element block={block} element={element} key={field(element, 'action_id')} />
          ))}
        </div>
      );
    case 'input':
      return <InputBlock block={block} />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'rich_text':
      return <RichText of={block} />;
    case 'table':
      return <TableBlock block={block} />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'plan':
      return <Plan block={block} />;
    case 'task_card':
      return <TaskCard task={block} />;
    case 'alert':
      return (
        <div className={`alert alert-${text(block.level) ?? 'default'}`} role="status">
          <TextObject of={block.text} />
        </div>
      );
    case 'card':
      return <Card block={block} />;
    case 'carousel':
      return (
        <div className="carousel">
          {records(block.elements).map((card, index) => (
            <Card block={card} key={index} />
          ))}
        </div>
      );
    case 'container':
      return <Container block={block} />;
    default:
      return <LibraryBlock block={block} />;
  }
});

function Section({ block }: { block: Json }) {
  return (
    <div className="section">
      <div className="section-text">
        <TextObject of={block.text} />
        {records(block.fields).length > 0 && (
          <div className="fields">
            {records(block.fields).map((of, index) => (
              <div className="field" key={index}>
                <TextObject of={of} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isRecord(block.accessory) && (
        <div className="accessory">
          <Element block={block} element={block.accessory} />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { block: Json }) {
  return (
    <div className="context">
      {records(block.elements).map((element, index) =>
        element.type === 'image' ? (
          <img
            className="context-image"
            src={field(element, 'image_url')}
            alt={field(element, 'alt_text')}
            key={index}
          />
        ) : (
          <TextObject of={element} key={index} />
        ),
      )}
    </div>
  );
}
