// What a message says: its blocks, or its text where it has none.
import type { ClientMessage } from '../../slack/protocol.js';
import { Blocks } from '../blocks/blocks.js';
import { SurfaceProvider, useHeld } from '../blocks/surface.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';

export function MessageBody({ message }: { message: ClientMessage }) {
  const held = useHeld(message.blocks);
  const edited = message.edited && <span className="edited">(edited)</span>;
  if (message.blocks.length === 0)
    return (
      <div className="message-text">
        {message.text !== '' && <Mrkdwn text={message.text} />}
        {edited}
      </div>
    );
  return (
    <SurfaceProvider
      container={{ kind: 'message', channel: message.channel, ts: message.ts }}
      held={held}
    >
      <Blocks blocks={message.blocks} />
      {edited}
    </SurfaceProvider>
  );
}
