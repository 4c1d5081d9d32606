// Pickers of dates and times, in the reader's time zone.
import { text, type Json } from '../../slack/json.js';
import { ariaOf, type Labels } from './labels.js';

export function Dates(props: {
  element: Json;
  held: Json;
  change: (value: Json) => void;
  labels: Labels;
}) {
  const { element, held, change, labels } = props;
  const focus = element.focus_on_load === true;
  switch (element.type) {
    case 'datepicker':
      return (
        <input
          {...ariaOf(labels)}
          className="text-field date-field"
          type="date"
          autoFocus={focus}
          value={text(held.selected_date) ?? ''}
          onChange={(event) => change({ selected_date: event.target.value || null })}
        />
      );
    case 'timepicker':
      return (
        <input
          {...ariaOf(labels)}
          className="text-field date-field"
          type="time"
          autoFocus={focus}
          value={text(held.selected_time) ?? ''}
          onChange={(event) => change({ selected_time: event.target.value || null })}
        />
      );
    default:
      return (
        <input
          {...ariaOf(labels)}
          className="text-field date-field"
          type="datetime-local"
          autoFocus={focus}
          value={localOf(held.selected_date_time)}
          onChange={(event) => change({ selected_date_time: secondsOf(event.target.value) })}
        />
      );
  }
}

/** Epoch seconds as the input wants them: `2026-10-05T11:00`, local. */
function localOf(seconds: unknown): string {
  if (typeof seconds !== 'number') return '';
  const at = new Date(seconds * 1000);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

function secondsOf(local: string): number | null {
  const at = new Date(local).getTime();
  return Number.isNaN(at) ? null : Math.floor(at / 1000);
}
