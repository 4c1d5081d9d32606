// UUIDs as the 16 bytes of a handle; the driver refuses bytes that are no UUID.

export const parse = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export const stringify = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
