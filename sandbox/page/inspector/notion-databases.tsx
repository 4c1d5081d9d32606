// The databases of the pretend Notion, and what somebody there does: share a database or not, edit a page, trash it.
import { Fragment, useState } from 'react';
import { notionDatabases } from '../../company.js';
import type { NotionSimulator } from '../../notion/protocol.js';
import { sendJson } from '../api/http.js';
import { useDesk } from '../api/context.js';
import { Icon } from '../shell/icon.js';
import { NotionPages } from './notion-pages.js';
import { usePolled } from './polled.js';

type Databases = ReturnType<NotionSimulator['databases']>;

export function NotionDatabases() {
  const { toast } = useDesk();
  const {
    value: databases,
    status,
    refresh,
    set,
  } = usePolled<Databases>('notion/databases', 1_500);
  const [open, setOpen] = useState<string | null>(null);
  if (status === 'absent') return <p className="panel-empty">This sandbox has no Notion.</p>;
  if (!databases) return <p className="panel-empty">Asking …</p>;
  const act = async (path: string, body: unknown): Promise<void> => {
    try {
      await sendJson('POST', `notion/${path}`, body);
      await refresh();
    } catch (error) {
      toast(`That did not work: ${String(error)}`);
    }
  };
  const share = (id: string, shared: boolean): void => {
    set(databases.map((one) => (one.id === id ? { ...one, shared } : one)));
    void act('share', { database: id, shared });
  };
  return (
    <section aria-label="Notion databases">
      <div className="panel-head">
        <h3>Notion databases</h3>
      </div>
      <table className="table platform-tables">
        <thead>
          <tr>
            <th scope="col">Database</th>
            <th scope="col" className="align-right">
              Pages
            </th>
            <th scope="col">Shared</th>
          </tr>
        </thead>
        <tbody>
          {databases.map(({ id, title, pages, shared }) => (
            <Fragment key={id}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    className="table-name"
                    aria-expanded={open === id}
                    onClick={() => setOpen(open === id ? null : id)}
                  >
                    <Icon name={open === id ? 'down' : 'right'} />
                    <span className="database-name">
                      {title} <small>{systemOf(id)}</small>
                    </span>
                  </button>
                </th>
                <td className="align-right">{pages.toLocaleString('en-GB')}</td>
                <td>
                  <input
                    type="checkbox"
                    role="switch"
                    className="switch switch-calm"
                    aria-label={`${title} of ${systemOf(id)} is shared with the integration`}
                    checked={shared}
                    onChange={(event) => share(id, event.target.checked)}
                  />
                </td>
              </tr>
              {open === id && (
                <tr className="versions-row">
                  <td colSpan={3}>
                    <NotionPages database={id} act={act} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Whose it is; nothing for one that came later. */
function systemOf(id: string): string {
  return Object.values(notionDatabases).find((known) => known.id === id)?.system ?? '';
}
