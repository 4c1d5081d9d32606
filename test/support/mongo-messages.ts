// MongoDB's wire protocol for what stands between a driver and a server: where one message ends and the next begins.

const lengthBytes = 4;

/** Takes the pieces of one stream as they come, and gives the messages that are whole by then: each begins with its length. */
export function wholeMessages(): (piece: Buffer) => Buffer[] {
  let rest = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    const whole: Buffer[] = [];
    while (rest.length >= lengthBytes && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      whole.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return whole;
  };
}
