// Kills the bot's process for real, and starts it again: its runs go on where they were.
import { useState } from 'react';
import type { BotStatus } from '../../bot-control.js';
import { sendJson } from '../api/http.js';
import { useDesk } from '../api/context.js';
import { Icon } from '../shell/icon.js';
import { usePolled } from './polled.js';

export function BotControls() {
  const { toast } = useDesk();
  const { value: bot, set, status } = usePolled<BotStatus>('bot', 1_500);
  const [isBusy, setBusy] = useState(false);
  if (!bot || status === 'absent') return null;
  const order = (path: string): void => {
    setBusy(true);
    sendJson<BotStatus>('POST', path, {})
      .then(set, (error: unknown) => toast(`That did not work: ${String(error)}`))
      .finally(() => setBusy(false));
  };
  const isRunning = bot.state !== 'stopped';
  return (
    <section className="bot-controls" aria-label="The bot's process">
      <div className="panel-head">
        <h3>The bot’s process</h3>
      </div>
      <div className="bot-line">
        <span className={isRunning ? 'lamp is-on' : 'lamp'} aria-hidden="true" />
        <span className="bot-state" role="status">
          {isRunning ? `Running as process ${bot.pid ?? '?'}` : 'Stopped'}
          <small>
            started again {bot.restarts} {bot.restarts === 1 ? 'time' : 'times'}
          </small>
        </span>
        {isRunning ? (
          <button
            type="button"
            className="button button-small button-danger"
            disabled={isBusy}
            onClick={() => order('bot/kill')}
          >
            <Icon name="zap" />
            Kill (kill -9)
          </button>
        ) : (
          <button
            type="button"
            className="button button-small button-primary"
            disabled={isBusy}
            onClick={() => order('bot/start')}
          >
            <Icon name="play" />
            {isBusy ? 'Starting …' : 'Start'}
          </button>
        )}
      </div>
    </section>
  );
}
