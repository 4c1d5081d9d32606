// A file input. The pretend Slack keeps no uploads; the form sends the names.
import { records, type Json } from '../../slack/json.js';
import { field } from '../blocks/text.js';
import { ariaOf, type Labels } from './labels.js';

export function FileField(props: {
  element: Json;
  held: Json;
  change: (value: Json) => void;
  labels: Labels;
}) {
  const { element, held, change, labels } = props;
  const types: unknown = element.filetypes;
  return (
    <div className="file-field">
      <input
        {...ariaOf(labels)}
        type="file"
        multiple={typeof element.max_files !== 'number' || element.max_files > 1}
        accept={
          Array.isArray(types) ? types.map((type) => `.${String(type)}`).join(',') : undefined
        }
        onChange={(event) =>
          change({
            files: [...(event.target.files ?? [])].map((file, index) => ({
              id: `F${Date.now()}${index}`,
              name: file.name,
              size: file.size,
            })),
          })
        }
      />
      {records(held.files).map((file) => (
        <div key={field(file, 'id')}>{field(file, 'name')}</div>
      ))}
    </div>
  );
}
