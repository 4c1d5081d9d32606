// Text files as snippets that can be unfolded.
import { useId, useState } from 'react';
import type { ClientMessage } from '../../slack/protocol.js';
import { Icon } from '../shell/icon.js';

const linesShown = 6;

export function Files({ files }: { files: ClientMessage['files'] }) {
  return files.map((file) => <Snippet title={file.title} text={file.text} key={file.id} />);
}

function Snippet({ title, text }: { title: string; text: string }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const lines = text.split('\n');
  const more = lines.length - linesShown;
  return (
    <figure className="snippet">
      <figcaption>
        <Icon name="file" />
        <span className="snippet-title">{title || 'Text'}</span>
        <span className="snippet-kind">Plain text</span>
      </figcaption>
      <pre id={id} tabIndex={0} aria-label={title}>
        {isOpen ? text : lines.slice(0, linesShown).join('\n')}
      </pre>
      {more > 0 && (
        <button
          type="button"
          className="snippet-more"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'up' : 'down'} />
          {isOpen ? 'Show less' : `Show ${more} more line${more === 1 ? '' : 's'}`}
        </button>
      )}
    </figure>
  );
}
