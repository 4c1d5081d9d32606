// The person's open forms. All of them stay alive, so that going back finds everything as it was; the last is on show.
import { useDesk } from '../api/context.js';
import { Modal } from './modal.js';

export function Modals() {
  const { state } = useDesk();
  return state.views.map((view, index) => (
    <Modal
      view={view}
      isTop={index === state.views.length - 1}
      isFirst={index === 0}
      key={view.id}
    />
  ));
}
