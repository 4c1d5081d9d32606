// The address that mongodump and mongorestore are given.
import { expect, it } from 'vitest';
import { addressFor } from '../../../src/services/backups/connection-file.js';

const address = (uri: string): string => addressFor(uri, 'PLATFORM_MONGODB_URI');

it.each([
  ['mongodb://localhost', 'mongodb://localhost/'],
  ['mongodb://localhost:27017/notion_bot', 'mongodb://localhost:27017/'],
  ['mongodb://u:p@h/notion_bot', 'mongodb://u:p@h/?authSource=notion_bot'],
  ['mongodb://u:p@h', 'mongodb://u:p@h/?authSource=admin'],
  ['mongodb://u:p@h/db?authSource=admin', 'mongodb://u:p@h/?authSource=admin'],
  ['mongodb://u:p@h/db?AUTHSOURCE=x&tls=true', 'mongodb://u:p@h/?AUTHSOURCE=x&tls=true'],
  [
    'mongodb://u:p%40%2F@h1:1,h2:2/db?replicaSet=rs0&w=majority',
    'mongodb://u:p%40%2F@h1:1,h2:2/?replicaSet=rs0&w=majority&authSource=db',
  ],
  [
    'mongodb://CN=x@h/db?authMechanism=MONGODB-X509',
    'mongodb://CN=x@h/?authMechanism=MONGODB-X509',
  ],
  // Atlas says in DNS whose users are meant.
  ['mongodb+srv://u:p@cluster.example.net/db?w=1', 'mongodb+srv://u:p@cluster.example.net/?w=1'],
  ['mongodb://%2Ftmp%2Fmongodb.sock/db', 'mongodb://%2Ftmp%2Fmongodb.sock/'],
])('%s', (uri, expected) => {
  expect(address(uri)).toBe(expected);
});

it.each(['', 'http://h/db', 'mongodb://', 'mongodb://u:hunter2@', 'mongodb://u:hunter2@x@h/db'])(
  'what is none is refused, without showing it: %s',
  (uri) => {
    expect(() => address(uri)).toThrow(
      expect.objectContaining({
        code: 'not_possible',
        message: 'PLATFORM_MONGODB_URI is no address of a MongoDB.',
      }),
    );
  },
);
