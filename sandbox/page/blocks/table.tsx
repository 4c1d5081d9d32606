// A table: the first row is its header.
import { records, text, type Json } from '../../slack/json.js';
import { Cell, rowsOf } from './cells.js';

export function TableBlock({ block }: { block: Json }) {
  const [header = [], ...rows] = rowsOf(block);
  const settings: unknown[] = Array.isArray(block.column_settings) ? block.column_settings : [];
  const look = (column: number): string => {
    const [setting = {}] = records([settings[column]]);
    const align = `align-${text(setting.align) ?? 'left'}`;
    return setting.is_wrapped === true ? `${align} is-wrapped` : align;
  };
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label="Table">
      <table className="table">
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th scope="col" className={look(column)} key={column}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td className={look(column)} key={column}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
