// "Only visible to you", and the way to be rid of it.
import { Icon } from '../shell/icon.js';

export function PrivateMark({ dismiss }: { dismiss: () => void }) {
  return (
    <div className="private-mark">
      <Icon name="eye" />
      <span>Only visible to you</span>
      <span aria-hidden="true">·</span>
      <button type="button" className="link" onClick={dismiss}>
        Dismiss message
      </button>
    </div>
  );
}
