// A name server over UDP that knows the hosts of the systems' interfaces. It can lose them, or say nothing at all.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { answerTo, questionIn } from './packet.js';

/** What it says of the names that it knows: their address, that there is no such name, nothing. */
export type DnsMode = 'answers' | 'nxdomain' | 'silent';

export interface DnsSimulator {
  /** `127.0.0.1:…` */
  server: string;
  mode(): DnsMode;
  setMode(mode: DnsMode): void;
  close(): Promise<void>;
}

/** @param hosts IPv4 addresses by name; of any other name there is none */
export async function startDns(hosts: Readonly<Record<string, string>>): Promise<DnsSimulator> {
  let mode: DnsMode = 'answers';
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const question = questionIn(message);
    if (!question || mode === 'silent') return;
    const isKnown = mode === 'answers' && Object.hasOwn(hosts, question.name);
    const address = isKnown ? (hosts[question.name] ?? null) : null;
    socket.send(answerTo(question, address), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    mode: () => mode,
    setMode(given) {
      mode = given;
    },
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
