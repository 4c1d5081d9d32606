// The first steps, for somebody who opens the sandbox for the first time.
import { channels, people } from '../../company.js';
import { useDesk } from '../api/context.js';
import { useDrafts } from '../messages/drafts.js';
import { Icon } from './icon.js';
import { isBoolean, useKept } from './kept.js';

const steps = [
  '/ppm status',
  '/ppm table history main.silver.projects',
  '/ppm table restore main.silver.projects',
];

export function StartHere() {
  const { go, become } = useDesk();
  const { suggest } = useDrafts();
  const [isGone, setGone] = useKept('started', false, isBoolean);
  if (isGone) return null;
  const [ana, ben] = people;
  return (
    <section className="start-here" aria-label="Start here">
      <header>
        <h2>Start here</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Dismiss the first steps"
          onClick={() => setGone(true)}
        >
          <Icon name="close" />
        </button>
      </header>
      <p>A job has just corrupted a table. Find it and put it right:</p>
      <ol>
        {steps.map((step) => (
          <li key={step}>
            <button
              type="button"
              className="step"
              onClick={() => {
                go({ channel: channels[0].id, thread: null });
                suggest(channels[0].id, step);
              }}
            >
              {step}
            </button>
          </li>
        ))}
        <li>
          <button type="button" className="step-link" onClick={() => become(ben.id)}>
            Be {ben.name}
          </button>{' '}
          and approve it
        </li>
        <li>
          <button type="button" className="step-link" onClick={() => become(ana.id)}>
            Be {ana.name}
          </button>{' '}
          again and click Undo
        </li>
      </ol>
    </section>
  );
}
