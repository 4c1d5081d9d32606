// Bytes of a stream in the portions that a reader wants, whatever the chunks they come in.

/** The stream ended in the middle of what was asked for. */
export class CutShort extends Error {
  override readonly name = 'CutShort';
}

export class BytesAhead {
  readonly #chunks: AsyncIterator<Buffer>;
  #ahead: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    return this.#ahead.length === 0 && !(await this.#more());
  }

  /** Little-endian and signed, as BSON has it. @throws CutShort */
  async int32(): Promise<number> {
    // The way of nearly every document: no waiting.
    if (this.#ahead.length < 4) await this.#atLeast(4);
    const value = this.#ahead.readInt32LE();
    this.#ahead = this.#ahead.subarray(4);
    return value;
  }

  /** @throws CutShort */
  async take(count: number): Promise<Buffer> {
    await this.#atLeast(count);
    const taken = this.#ahead.subarray(0, count);
    this.#ahead = this.#ahead.subarray(count);
    return taken;
  }

  /** @throws CutShort */
  async skip(count: number): Promise<void> {
    let left = count;
    while (left > this.#ahead.length) {
      left -= this.#ahead.length;
      this.#ahead = Buffer.alloc(0);
      if (!(await this.#more())) throw new CutShort();
    }
    this.#ahead = this.#ahead.subarray(left);
  }

  async #atLeast(count: number): Promise<void> {
    while (this.#ahead.length < count) if (!(await this.#more())) throw new CutShort();
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#ahead = this.#ahead.length === 0 ? next.value : Buffer.concat([this.#ahead, next.value]);
    return true;
  }
}
