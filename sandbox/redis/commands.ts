// What the pretended Redis answers to each command: what a client needs to connect and to ask whether it is alive. Whatever
// else is asked for it refuses, as a server does with a command that it doesn't have.
import { bulk, failure, simple, type Reply } from './resp.js';

/** What is known of one connection. */
export interface Connection {
  isAuthenticated: boolean;
  version: 2 | 3;
  id: number;
}

/** Commands that are answered before the password was given. */
const open: ReadonlySet<string> = new Set(['AUTH', 'HELLO', 'QUIT']);
const noAuth = failure('NOAUTH Authentication required.');
const wrongPassword = failure('WRONGPASS invalid username-password pair or user is disabled.');
const done = simple('OK');

type Answer = (words: readonly string[], connection: Connection, password: string) => Reply;

const known: Readonly<Record<string, Answer>> = {
  PING: ([text]) => (text === undefined ? simple('PONG') : bulk(text)),
  ECHO: ([text = '']) => bulk(text),
  AUTH: authenticate,
  HELLO: hello,
  QUIT: () => done,
  SELECT: ([index]) => (index === '0' ? done : failure('ERR DB index is out of range')),
  INFO: () => bulk(information),
  CLIENT: client,
};

const information = [
  '# Server',
  'redis_version:7.4.1',
  'redis_mode:standalone',
  '# Persistence',
  'loading:0',
  '',
].join('\r\n');

/** Never throws: what is wrong is the answer. */
export function answerCommand(
  words: readonly string[],
  connection: Connection,
  password: string,
): Reply {
  const [name = '', ...rest] = words;
  const command = name.toUpperCase();
  const answer = Object.hasOwn(known, command) ? known[command] : undefined;
  if (!connection.isAuthenticated && !open.has(command)) return noAuth;
  if (!answer) return failure(`ERR unknown command '${name}', with args beginning with: `);
  return answer(rest, connection, password);
}

/** AUTH password, or AUTH user password. */
function authenticate(words: readonly string[], connection: Connection, password: string): Reply {
  const [first, second] = words;
  if (first === undefined || words.length > 2)
    return failure("ERR wrong number of arguments for 'auth' command");
  const isRight = second === undefined ? first === password : isUser(first, second, password);
  if (!isRight) return wrongPassword;
  connection.isAuthenticated = true;
  return done;
}

const isUser = (user: string, given: string, password: string): boolean =>
  user === 'default' && given === password;

/** HELLO [version [AUTH user password] [SETNAME name]] */
function hello(words: readonly string[], connection: Connection, password: string): Reply {
  const [version = '2', ...rest] = words;
  if (version !== '2' && version !== '3') return failure('NOPROTO unsupported protocol version');
  for (let place = 0; place < rest.length;) {
    const option = rest[place]?.toUpperCase();
    if (option === 'AUTH') {
      if (!isUser(rest[place + 1] ?? '', rest[place + 2] ?? '', password)) return wrongPassword;
      connection.isAuthenticated = true;
      place += 3;
    } else if (option === 'SETNAME') place += 2;
    else return failure('ERR Syntax error in HELLO option');
  }
  if (!connection.isAuthenticated)
    return failure(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  connection.version = version === '3' ? 3 : 2;
  return {
    kind: 'map',
    pairs: [
      ['server', bulk('redis')],
      ['version', bulk('7.4.1')],
      ['proto', { kind: 'number', value: connection.version }],
      ['id', { kind: 'number', value: connection.id }],
      ['mode', bulk('standalone')],
      ['role', bulk('master')],
      ['modules', { kind: 'list', items: [] }],
    ],
  };
}

function client([what = '']: readonly string[], connection: Connection): Reply {
  switch (what.toUpperCase()) {
    case 'SETINFO':
    case 'SETNAME':
      return done;
    case 'ID':
      return { kind: 'number', value: connection.id };
    default:
      return failure(`ERR unknown subcommand '${what}'. Try CLIENT HELP.`);
  }
}
