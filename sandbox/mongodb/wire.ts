// MongoDB's wire protocol, as far as a driver speaks it: OP_MSG, and the OP_QUERY with which a connection says hello.
// (MongoDB manual, "MongoDB Wire Protocol")
import { BSON, type Document } from 'mongodb';

const headerBytes = 16;
/** A server closes a connection that sends more. */
const longestMessage = 48_000_000;
const opcodes = { reply: 1, query: 2004, compressed: 2012, message: 2013 } as const;
const flags = { checksum: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;

export interface Asked {
  requestId: number;
  opcode: typeof opcodes.query | typeof opcodes.message;
  command: Document;
  /** The driver doesn't wait for an answer. */
  silent: boolean;
  /** It takes one answer after another without asking again. */
  takesMore: boolean;
}

/** Takes whole messages off the front of what has come in. @throws Error what no server would accept */
export function takeMessages(received: Buffer): { asked: Asked[]; rest: Buffer } {
  const asked: Asked[] = [];
  let rest = received;
  while (rest.length >= headerBytes) {
    const length = rest.readInt32LE(0);
    if (length < headerBytes || length > longestMessage)
      throw new Error(`message of ${length} bytes`);
    if (rest.length < length) break;
    asked.push(messageIn(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return { asked, rest };
}

function messageIn(bytes: Buffer): Asked {
  const requestId = bytes.readInt32LE(4);
  const opcode = bytes.readInt32LE(12);
  const body = bytes.subarray(headerBytes);
  if (opcode === opcodes.message) return { requestId, opcode, ...commandIn(body) };
  if (opcode === opcodes.query)
    return { requestId, opcode, command: queryIn(body), silent: false, takesMore: false };
  throw new Error(`opcode ${opcode}`);
}

/** Flags, then sections: the command, and lists of documents that belong to one of its fields. */
function commandIn(body: Buffer): Pick<Asked, 'command' | 'silent' | 'takesMore'> {
  const bits = body.readUInt32LE(0);
  if ((bits & 0xffff & ~(flags.checksum | flags.moreToCome)) !== 0)
    throw new Error(`required flag bits ${bits}`);
  const end = (bits & flags.checksum) === 0 ? body.length : body.length - 4;
  let command: Document | null = null;
  const lists: Document = {};
  let at = 4;
  while (at < end) {
    const kind = body.readUInt8(at);
    const size = body.readInt32LE(at + 1);
    const section = body.subarray(at + 1, at + 1 + size);
    if (kind === 0 && command === null) command = BSON.deserialize(section);
    else if (kind === 1) Object.assign(lists, listIn(section));
    else throw new Error(`section kind ${kind}`);
    at += 1 + size;
  }
  if (command === null) throw new Error('no command');
  const has = (flag: number): boolean => (bits & flag) !== 0;
  const [silent, takesMore] = [has(flags.moreToCome), has(flags.exhaustAllowed)];
  return { command: { ...command, ...lists }, silent, takesMore };
}

function listIn(section: Buffer): Document {
  const nameEnd = section.indexOf(0, 4);
  const documents: Document[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = section.readInt32LE(at);
    documents.push(BSON.deserialize(section.subarray(at, at + size)));
    at += size;
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

/** Flags, collection, skip and return counts, then the document. */
function queryIn(body: Buffer): Document {
  const nameEnd = body.indexOf(0, 4);
  return BSON.deserialize(body.subarray(nameEnd + 1 + 8));
}

/** An answer in the form in which was asked. @param isMore another one follows */
export function answerTo({ requestId, opcode }: Asked, answer: Document, isMore = false): Buffer {
  const document = Buffer.from(BSON.serialize(answer));
  const front =
    opcode === opcodes.query
      ? // response flags, cursor (8 bytes), starting from, number returned
        Buffer.concat([Buffer.alloc(16), Buffer.from([1, 0, 0, 0])])
      : // flags, then one section of kind 0
        Buffer.from([isMore ? flags.moreToCome : 0, 0, 0, 0, 0]);
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + front.length + document.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(opcode === opcodes.query ? opcodes.reply : opcodes.message, 12);
  return Buffer.concat([header, front, document]);
}
