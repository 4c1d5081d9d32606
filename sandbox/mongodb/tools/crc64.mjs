// CRC-64 with ECMA's polynomial, as the end of each collection in an archive of mongodump has it. (Go's hash/crc64) Two halves
// of 32 bits: large integers would make it slow.
const polynomial = { high: 0xc96c5795, low: 0xd7870f42 };
const high = new Uint32Array(256);
const low = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let upper = 0;
  let lower = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (lower & 1) === 1;
    lower = (lower >>> 1) | ((upper & 1) << 31);
    upper >>>= 1;
    if (!isOdd) continue;
    lower ^= polynomial.low;
    upper ^= polynomial.high;
  }
  high[byte] = upper;
  low[byte] = lower;
}

/** Takes bytes as they come; `value` is the sum so far, as a signed 64-bit number. */
export function crc64() {
  let upper = 0xffffffff;
  let lower = 0xffffffff;
  return {
    update(bytes) {
      for (const byte of bytes) {
        const place = (lower ^ byte) & 0xff;
        lower = ((lower >>> 8) | (upper << 24)) ^ low[place];
        upper = (upper >>> 8) ^ high[place];
      }
    },
    value: () => BigInt.asIntN(64, (BigInt(~upper >>> 0) << 32n) | BigInt(~lower >>> 0)),
  };
}
