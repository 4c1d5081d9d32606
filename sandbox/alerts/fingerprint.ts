// An alert's fingerprint as Prometheus makes it: FNV-1a over its labels, sorted by name.
// (prometheus/common, model/signature.go)
const prime = 0x100000001b3n;
const start = 0xcbf29ce484222325n;
const mask = 0xffffffffffffffffn;
/** No byte of UTF-8, so that it can't be part of a label. */
const separator = 255;

/** @returns 16 hex digits */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  let sum = start;
  const add = (byte: number): void => {
    sum = ((sum ^ BigInt(byte)) * prime) & mask;
  };
  for (const name of Object.keys(labels).sort()) {
    for (const part of [name, labels[name] ?? '']) {
      for (const byte of Buffer.from(part)) add(byte);
      add(separator);
    }
  }
  return sum.toString(16).padStart(16, '0');
}
