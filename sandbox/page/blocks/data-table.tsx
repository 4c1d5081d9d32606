// A data table: sorted by a click on a column's head, turned page by page.
import { useState } from 'react';
import type { Json } from '../../slack/json.js';
import { Icon } from '../shell/icon.js';
import { Cell, cellText, isNumber, rowsOf } from './cells.js';
import { field } from './text.js';

interface Order {
  column: number;
  down: boolean;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function DataTable({ block }: { block: Json }) {
  const [order, setOrder] = useState<Order | null>(null);
  const [page, setPage] = useState(0);
  const [header = [], ...rows] = rowsOf(block);
  const size = typeof block.page_size === 'number' ? block.page_size : 5;
  const named =
    typeof block.row_header_column_index === 'number' ? block.row_header_column_index : 0;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const current = Math.min(page, pages - 1);
  const shown = sorted(rows, order).slice(current * size, (current + 1) * size);
  const look = (column: number): string =>
    rows.every((row) => isNumber(row[column])) ? 'align-right' : 'align-left';

  const sort = (column: number): void => {
    setPage(0);
    setOrder(
      order?.column !== column
        ? { column, down: false }
        : order.down
          ? null
          : { column, down: true },
    );
  };

  return (
    <div className="data-table">
      <div className="table-scroll" tabIndex={0} role="group" aria-label={field(block, 'caption')}>
        <table className="table">
          <caption>{field(block, 'caption')}</caption>
          <thead>
            <tr>
              {header.map((cell, column) => (
                <th
                  scope="col"
                  className={look(column)}
                  aria-sort={sortOf(order, column)}
                  key={column}
                >
                  <button type="button" className="sort" onClick={() => sort(column)}>
                    <Cell cell={cell} />
                    <Icon name={order?.column === column ? (order.down ? 'down' : 'up') : 'sort'} />
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) =>
                  column === named ? (
                    <th scope="row" className={look(column)} key={column}>
                      <Cell cell={cell} />
                    </th>
                  ) : (
                    <td className={look(column)} key={column}>
                      <Cell cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            ))}
            {/* The last page is as high as the others, so that nothing below it jumps. */}
            {pages > 1 && shown.length < size && (
              <tr className="filler" aria-hidden="true">
                <td colSpan={header.length} style={{ height: `${(size - shown.length) * 33}px` }} />
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div className="pager">
          <span aria-live="polite">
            {current * size + 1}–{Math.min(rows.length, (current + 1) * size)} of {rows.length}
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label="Previous page"
            disabled={current === 0}
            onClick={() => setPage(current - 1)}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Next page"
            disabled={current === pages - 1}
            onClick={() => setPage(current + 1)}
          >
            <Icon name="right" />
          </button>
        </div>
      )}
    </div>
  );
}

function sortOf(order: Order | null, column: number): 'ascending' | 'descending' | 'none' {
  if (order?.column !== column) return 'none';
  return order.down ? 'descending' : 'ascending';
}

function sorted(rows: Json[][], order: Order | null): Json[][] {
  if (order === null) return rows;
  const { column, down } = order;
  return rows.toSorted((one, other) => {
    const way = compare(one[column], other[column]);
    return down ? -way : way;
  });
}

function compare(one: Json | undefined, other: Json | undefined): number {
  if (typeof one?.value === 'number' && typeof other?.value === 'number')
    return one.value - other.value;
  return collator.compare(cellText(one), cellText(other));
}
