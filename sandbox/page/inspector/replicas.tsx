// The bot's processes where there are several: each is killed, paused, resumed and started on its own.
import { useState } from 'react';
import type { ReplicaStatus } from '../../bot-control.js';
import { useDesk } from '../api/context.js';
import { sendJson } from '../api/http.js';
import { Icon, type IconName } from '../shell/icon.js';

interface Order {
  path: 'kill' | 'pause' | 'resume' | 'start';
  label: string;
  title: string;
  icon: IconName;
  looks: string;
}

const kill: Order = {
  path: 'kill',
  label: 'Kill',
  title: 'kill -9',
  icon: 'zap',
  looks: 'button-danger',
};
const pause: Order = {
  path: 'pause',
  label: 'Pause',
  title: 'SIGSTOP: it does nothing and keeps its connections',
  icon: 'stop',
  looks: '',
};
const resume: Order = {
  path: 'resume',
  label: 'Resume',
  title: 'SIGCONT',
  icon: 'play',
  looks: 'button-primary',
};
const start: Order = {
  path: 'start',
  label: 'Start',
  title: 'Starts it again',
  icon: 'play',
  looks: 'button-primary',
};

const orders: Record<ReplicaStatus['state'], readonly Order[]> = {
  running: [pause, kill],
  paused: [resume, kill],
  stopped: [start],
};

export function Replicas(props: {
  replicas: readonly ReplicaStatus[];
  set: (replicas: ReplicaStatus[]) => void;
}) {
  const ready = props.replicas.filter(({ isReady }) => isReady).length;
  return (
    <section className="bot-controls" aria-label="Replicas">
      <div className="panel-head">
        <h3>Replicas</h3>
        <span className="panel-note">
          {ready} of {props.replicas.length} ready
        </span>
      </div>
      <ul className="replica-list">
        {props.replicas.map((replica) => (
          <ReplicaLine replica={replica} set={props.set} key={replica.name} />
        ))}
      </ul>
    </section>
  );
}

function ReplicaLine(props: { replica: ReplicaStatus; set: (replicas: ReplicaStatus[]) => void }) {
  const { toast } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const { name, state, isReady, restarts, answered } = props.replica;
  const carryOut = (path: Order['path']): void => {
    setBusy(true);
    sendJson<ReplicaStatus[]>('POST', `bots/${name}/${path}`, {})
      .then(props.set, (error: unknown) => toast(`That did not work: ${String(error)}`))
      .finally(() => setBusy(false));
  };
  return (
    <li className="bot-line">
      <span className={isReady ? 'lamp is-on' : 'lamp'} aria-hidden="true" />
      <span className="bot-state" role="status" aria-label={name}>
        {name}: {stateOf(props.replica)}
        <small>
          started again {times(restarts)}, {answered} {answered === 1 ? 'webhook' : 'webhooks'}
        </small>
      </span>
      {orders[state].map(({ path, label, title, icon, looks }) => (
        <button
          type="button"
          className={`button button-small ${looks}`}
          aria-label={`${label} ${name}`}
          title={title}
          disabled={isBusy}
          onClick={() => carryOut(path)}
          key={path}
        >
          <Icon name={icon} />
          {isBusy && path === 'start' ? 'Starting …' : label}
        </button>
      ))}
    </li>
  );
}

function stateOf({ state, pid }: ReplicaStatus): string {
  switch (state) {
    case 'running':
      return `process ${pid ?? '?'}`;
    case 'paused':
      return `process ${pid ?? '?'}, paused`;
    case 'stopped':
      return 'stopped';
  }
}

function times(count: number): string {
  return count === 1 ? '1 time' : `${count} times`;
}
