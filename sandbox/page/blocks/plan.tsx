// A plan and its tasks, each with how far it is.
import { useId, useState } from 'react';
import { isRecord, records, text, type Json } from '../../slack/json.js';
import { Link } from '../mrkdwn/mrkdwn.js';
import { Icon } from '../shell/icon.js';
import { RichText } from './rich-text.js';
import { field } from './text.js';

const words: Record<string, string> = {
  pending: 'Pending',
  in_progress: 'In progress',
  complete: 'Complete',
  error: 'Error',
};

export function Plan({ block }: { block: Json }) {
  const [isOpen, setOpen] = useState(true);
  const id = useId();
  const tasks = records(block.tasks);
  return (
    <section className="plan" aria-label={field(block, 'title')}>
      <button
        type="button"
        className="plan-head"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <PlanMark tasks={tasks} />
        <span className="plan-title">{field(block, 'title')}</span>
        <Icon name={isOpen ? 'up' : 'down'} />
      </button>
      <ol id={id} className="plan-tasks" hidden={!isOpen}>
        {tasks.map((task, index) => (
          <li key={field(task, 'task_id') || index}>
            <Task task={task} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A ring that fills as tasks are done. */
function PlanMark({ tasks }: { tasks: readonly Json[] }) {
  const done = tasks.filter((task) => task.status === 'complete').length;
  const failed = tasks.some((task) => task.status === 'error');
  if (failed) return <Mark status="error" />;
  if (tasks.length > 0 && done === tasks.length) return <Mark status="complete" />;
  if (!tasks.some((task) => task.status === 'in_progress') && done === 0)
    return <Mark status="pending" />;
  const part = tasks.length === 0 ? 0 : done / tasks.length;
  return (
    <svg className="mark mark-ring" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="7.5" />
      <circle cx="10" cy="10" r="7.5" pathLength="1" strokeDasharray={`${part} 1`} />
    </svg>
  );
}

export function TaskCard({ task }: { task: Json }) {
  return (
    <div className="task-card">
      <Task task={task} />
    </div>
  );
}

function Task({ task }: { task: Json }) {
  const status = text(task.status) ?? 'pending';
  const sources = records(task.sources);
  return (
    <div className={`task task-${status}`}>
      <Mark status={status} />
      <div className="task-body">
        <div className="task-title">
          {field(task, 'title')}
          <span className="hidden"> – {words[status] ?? status}</span>
        </div>
        {isRecord(task.details) && (
          <div className="task-note">
            <RichText of={task.details} />
          </div>
        )}
        {isRecord(task.output) && (
          <div className="task-output">
            <RichText of={task.output} />
          </div>
        )}
        {sources.length > 0 && (
          <div className="task-sources">
            {sources.map((source, index) => (
              <Link url={field(source, 'url')} label={field(source, 'text')} key={index} />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

function Mark({ status }: { status: string }) {
  switch (status) {
    case 'complete':
      return (
        <svg className="mark mark-complete" viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="8.5" />
          <path d="m6.2 10.3 2.6 2.6 5-5.4" />
        </svg>
      );
    case 'error':
      return (
        <svg className="mark mark-error" viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="8.5" />
          <path d="M10 5.6v5.2M10 13.9v.2" />
        </svg>
      );
    case 'in_progress':
      return (
        <svg className="mark mark-running" viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="7.5" />
          <path d="M10 2.5a7.5 7.5 0 0 1 7.5 7.5" />
        </svg>
      );
    default:
      return (
        <svg className="mark mark-pending" viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="7.5" />
        </svg>
      );
  }
}
