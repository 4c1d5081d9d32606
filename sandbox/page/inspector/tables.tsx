// The warehouse's tables with their versions.
import { Fragment, useState } from 'react';
import { sendJson } from '../api/http.js';
import { useDesk } from '../api/context.js';
import { Icon } from '../shell/icon.js';
import type { PlatformTable } from './platform-types.js';
import { usePolled } from './polled.js';

const versionsShown = 12;

export function Tables() {
  const { toast } = useDesk();
  const { value: tables, status, refresh } = usePolled<PlatformTable[]>('databricks/tables', 1_500);
  const [open, setOpen] = useState<string | null>(null);
  if (!tables || status === 'absent') return null;
  const corrupt = (): void => {
    sendJson('POST', 'databricks/corrupt', {}).then(
      () => void refresh(),
      (error: unknown) => toast(`That did not work: ${String(error)}`),
    );
  };
  return (
    <section aria-label="Tables">
      <div className="panel-head">
        <h3>Tables</h3>
        <button type="button" className="button button-small" onClick={corrupt}>
          Corrupt silver.projects again
        </button>
      </div>
      <table className="table platform-tables">
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" className="align-right">
              Rows
            </th>
            <th scope="col" className="align-right">
              Version
            </th>
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <Fragment key={table.name}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    className="table-name"
                    aria-expanded={open === table.name}
                    onClick={() => setOpen(open === table.name ? null : table.name)}
                  >
                    <Icon name={open === table.name ? 'down' : 'right'} />
                    {table.name}
                  </button>
                </th>
                <td className="align-right">{table.rows.toLocaleString('en-GB')}</td>
                <td className="align-right">{table.version}</td>
              </tr>
              {open === table.name && (
                <tr className="versions-row">
                  <td colSpan={3}>
                    <Versions table={table} />
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

function Versions({ table }: { table: PlatformTable }) {
  const rest = table.versions.length - versionsShown;
  return (
    <ol className="versions">
      {table.versions.slice(0, versionsShown).map((version) => (
        <li className={version.readable ? '' : 'is-gone'} key={version.version}>
          <span className="version-number">{version.version}</span>
          <span className="version-operation">{version.operation}</span>
          <span>{version.rows.toLocaleString('en-GB')} rows</span>
          <span className="version-who">{version.userName}</span>
          <time>{new Date(version.timestamp).toLocaleString('en-GB')}</time>
          {!version.readable && <span className="version-gone">files removed</span>}
        </li>
      ))}
      {rest > 0 && <li>and {rest} older</li>}
    </ol>
  );
}
