// A server that is shut for a while finds its port free when it is opened again.
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openDoor, type Door } from '../../sandbox/door.js';
import { freePort, isFree } from '../../sandbox/free-port.js';

const open: Door[] = [];
afterEach(() => Promise.all(open.splice(0).map((door) => door.close())));

test('is not one that the kernel gives to whoever asks for any, nor one that was just given', async () => {
  const ports = [await freePort(), await freePort(), await freePort()];
  expect(new Set(ports).size).toBe(3);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test('nothing that is opened meanwhile takes the port of a door that is shut', async () => {
  const shut = await openDoor(createServer());
  open.push(shut);
  await shut.setOpen(false);
  for (let one = 0; one < 50; one += 1) open.push(await openDoor(createServer()));
  await shut.setOpen(true);
  expect(shut.isOpen()).toBe(true);
});

test('one with a listener is not free', async () => {
  const door = await openDoor(createServer());
  open.push(door);
  expect(await isFree(door.port)).toBe(false);
  await door.setOpen(false);
  expect(await isFree(door.port)).toBe(true);
});
