// The newest pages of one Notion database, to edit as somebody in Notion would.
import { useState } from 'react';
import type { SimulatedPage } from '../../notion/protocol.js';
import { Icon } from '../shell/icon.js';
import { statusesOf, statusIn, titleIn } from './notion-page.js';
import { usePolled } from './polled.js';

type Act = (path: string, body: unknown) => Promise<void>;

const limit = 30;
const shown = 8;

export function NotionPages({ database, act }: { database: string; act: Act }) {
  const path = `notion/pages?database=${database}&limit=${limit}`;
  const { value, refresh } = usePolled<SimulatedPage[]>(path, 1_500);
  const [added, setAdded] = useState(0);
  const pages = value ?? [];
  const statuses = statusesOf(pages);
  const change: Act = async (order, body) => {
    await act(order, body);
    await refresh();
  };
  const add = async (): Promise<void> => {
    const [first] = pages;
    const name = first ? titleIn(first).name : 'Name';
    await change('create', { database, properties: { [name]: `Added by hand ${added + 1}` } });
    setAdded(added + 1);
  };
  return (
    <div className="notion-pages">
      <ul>
        {pages.slice(0, shown).map((page) => (
          <PageLine page={page} statuses={statuses} act={change} key={page.id} />
        ))}
      </ul>
      {value && pages.length === 0 && <p className="panel-empty">No page yet.</p>}
      <button type="button" className="button button-small" onClick={() => void add()}>
        Add a page
      </button>
    </div>
  );
}

function PageLine(props: { page: SimulatedPage; statuses: string[]; act: Act }) {
  const { page, statuses, act } = props;
  const { id, inTrash } = page;
  const { text } = titleIn(page);
  const status = statusIn(page);
  return (
    <li className={inTrash ? 'notion-page is-gone' : 'notion-page'}>
      <span className="notion-title" title={id}>
        {text}
        <small>
          {inTrash ? 'in the trash' : `edited ${new Date(page.editedAt).toLocaleString('en-GB')}`}
        </small>
      </span>
      {status && !inTrash && (
        <select
          className="notion-status"
          aria-label={`${status.name} of ${text}`}
          value={status.value}
          onChange={(event) =>
            void act('edit', { id, properties: { [status.name]: event.target.value } })
          }
        >
          {[...new Set([status.value, ...statuses])].map((one) => (
            <option value={one} key={one}>
              {one || '–'}
            </option>
          ))}
        </select>
      )}
      {inTrash ? (
        <>
          <button
            type="button"
            className="button button-tiny"
            aria-label={`Return ${text}`}
            onClick={() => void act('return', { id })}
          >
            Return
          </button>
          <button
            type="button"
            className="button button-tiny button-danger"
            aria-label={`Delete ${text} for good`}
            onClick={() => void act('delete', { id })}
          >
            Delete
          </button>
        </>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label={`Trash ${text}`}
          onClick={() => void act('trash', { id })}
        >
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}
