// Messages of the domain name system, as far as a name server needs them that knows a few addresses. (RFC 1035, section 4)

const headerBytes = 12;
const flags = { response: 0x8000, authoritative: 0x0400, recursionDesired: 0x0100 } as const;
const codes = { none: 0, noName: 3 } as const;
const types = { a: 1 } as const;
const internet = 1;
const ttlSeconds = 30;

export interface Question {
  id: number;
  /** In lower case, without the last dot. */
  name: string;
  type: number;
  isRecursionDesired: boolean;
  /** As it came, to be repeated in the answer. */
  bytes: Buffer;
}

/** The question of a query; null for what is none, or more than one. */
export function questionIn(message: Buffer): Question | null {
  if (message.length < headerBytes) return null;
  const bits = message.readUInt16BE(2);
  if ((bits & flags.response) !== 0 || message.readUInt16BE(4) !== 1) return null;
  const labels: string[] = [];
  let at = headerBytes;
  for (;;) {
    const length = message[at];
    // Names in questions are not compressed.
    if (length === undefined || length > 63) return null;
    at += 1;
    if (length === 0) break;
    labels.push(message.toString('latin1', at, at + length));
    at += length;
  }
  if (message.length < at + 4) return null;
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    type: message.readUInt16BE(at),
    isRecursionDesired: (bits & flags.recursionDesired) !== 0,
    bytes: Buffer.from(message.subarray(headerBytes, at + 4)),
  };
}

/** @param address IPv4; null: there is no such name. For another type than A the name is known, without a record. */
export function answerTo(question: Question, address: string | null): Buffer {
  const records = address !== null && question.type === types.a ? [recordOf(address)] : [];
  const header = Buffer.alloc(headerBytes);
  const recursion = question.isRecursionDesired ? flags.recursionDesired : 0;
  const code = address === null ? codes.noName : codes.none;
  header.writeUInt16BE(question.id, 0);
  header.writeUInt16BE(flags.response | flags.authoritative | recursion | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question.bytes, ...records]);
}

/** A record of the name in the question, which is pointed at. */
function recordOf(address: string): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc000 | headerBytes, 0);
  record.writeUInt16BE(types.a, 2);
  record.writeUInt16BE(internet, 4);
  record.writeUInt32BE(ttlSeconds, 6);
  record.writeUInt16BE(4, 10);
  Buffer.from(address.split('.').map(Number)).copy(record, 12);
  return record;
}
