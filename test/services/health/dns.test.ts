// A name, by a name server that speaks the protocol and by one that never answers.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { askOne } from './stage.js';

const quick = { timeoutSeconds: 0.3 };

/** Answers every question for an IPv4 address with 10.1.2.3 when asked for `known`, else that there is no such name. */
async function nameServer(answers: boolean): Promise<string> {
  const socket = createSocket('udp4', (question, from) => {
    if (!answers) return;
    const isKnown = question.includes('known') && !question.includes('unknown');
    const end = question.indexOf(0, 12) + 5;
    const isFour = question.readUInt16BE(end - 4) === 1;
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(isKnown && isFour ? 1 : 0, 6);
    header.writeUInt32BE(0, 8);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 1, 2, 3]);
    socket.send(
      Buffer.concat([header, question.subarray(12, end), isKnown && isFour ? record : Buffer.of()]),
      from.port,
      from.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

it('a name is resolved by its name server, or is not', async () => {
  const server = await nameServer(true);
  expect(await askOne({ kind: 'dns', host: 'known.example', server })).toMatchObject({
    status: 'good',
    said: 'known.example is 10.1.2.3',
  });
  expect(await askOne({ kind: 'dns', host: 'unknown.example', server })).toMatchObject({
    status: 'bad',
    failure: 'dns',
    said: 'there is no such name (ENOTFOUND)',
  });
  const mute = await nameServer(false);
  const found = await askOne({ kind: 'dns', host: 'known.example', server: mute, ...quick });
  expect(found.status).toBe('bad');
  expect(['dns', 'timeout']).toContain(found.failure);
  expect(found.millis).toBeLessThan(1_000);
  expect(await askOne({ kind: 'dns', host: 'a.example', server: 'nonsense' })).toMatchObject({
    failure: 'not_configured',
  });
  expect(await askOne({ kind: 'dns', host: 'localhost' })).toMatchObject({ status: 'good' });
  expect(await askOne({ kind: 'dns', host: 'nobody.invalid' })).toMatchObject({
    status: 'bad',
    failure: 'dns',
  });
});
