// An interactive element, wherever it stands: in a message, a form, or on the Home tab.
import { memo } from 'react';
import { isRecord, records, text, type Json } from '../../slack/json.js';
import { useSurface } from '../blocks/surface.js';
import { field, plainOf } from '../blocks/text.js';
import { ActionButton, FeedbackButtons, LinkButton } from './buttons.js';
import { Choices } from './choices.js';
import { useConfirm } from './confirm.js';
import { Dates } from './dates.js';
import { FileField } from './file-field.js';
import { ElementMenu } from './element-menu.js';
import { Overflow } from './overflow.js';
import { TextField } from './text-field.js';
import type { Labels } from './labels.js';

export const Element = memo(function Element(props: {
  block: Json;
  element: Json;
  /** Ids of what names and describes it, in a form. */
  labels?: Labels;
}) {
  const { block, element, labels } = props;
  const surface = useSurface();
  const confirm = useConfirm();
  const blockId = field(block, 'block_id');
  const actionId = field(element, 'action_id');
  const held = surface.values[blockId]?.[actionId] ?? {};
  const tells = block.type !== 'input' || block.dispatch_action === true;

  const keep = (value: Json): void => surface.setValue(blockId, actionId, value);
  const use = async (payload?: Json): Promise<void> => {
    if (isRecord(element.confirm) && !(await confirm(element.confirm))) return;
    await surface.use(blockId, actionId, payload);
  };
  const change = (value: Json): void => {
    const before = held;
    keep(value);
    if (!tells) return;
    if (!isRecord(element.confirm)) {
      void surface.use(blockId, actionId, value);
      return;
    }
    void confirm(element.confirm).then((yes) => {
      if (yes) void surface.use(blockId, actionId, value);
      else keep(before);
    });
  };
  const common = { element, held, change, labels: labels ?? { name: nameOf(element) } };

  switch (field(element, 'type')) {
    case 'button':
    case 'icon_button':
    case 'workflow_button':
      return text(element.url) === undefined ? (
        <ActionButton element={element} use={() => use()} />
      ) : (
        <LinkButton element={element} use={() => use()} />
      );
    case 'feedback_buttons':
      return <FeedbackButtons element={element} use={(value) => use({ value })} />;
    case 'overflow':
      return <Overflow element={element} use={(option) => use({ selected_option: option })} />;
    case 'image':
      return (
        <img
          className="accessory-image"
          src={field(element, 'image_url')}
          alt={field(element, 'alt_text')}
        />
      );
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...common} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <Dates {...common} />;
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'rich_text_input':
      return (
        <TextField
          {...common}
          change={keep}
          enter={tells ? (value) => void surface.use(blockId, actionId, value) : null}
        />
      );
    case 'file_input':
      return <FileField {...common} />;
    default:
      return <ElementMenu {...common} blockId={blockId} />;
  }
});

/** An element outside a form has no label: its placeholder, or what it offers, names it. */
function nameOf(element: Json): string {
  const words = field(element, 'type').replaceAll('_', ' ');
  return plainOf(element.placeholder) || (records(element.options).length > 0 ? 'Options' : words);
}
