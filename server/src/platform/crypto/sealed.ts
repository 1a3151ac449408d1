/** A value that rests sealed. It is opened when somebody first asks for it, and sealed again only where it is another value. */
export class Sealed<T> {
  #bytes: Buffer | undefined;
  #open: ((bytes: Buffer) => T) | undefined;
  #value: T | undefined;

  private constructor(value: T | undefined, bytes?: Buffer, open?: (bytes: Buffer) => T) {
    this.#value = value;
    this.#bytes = bytes;
    this.#open = open;
  }

  static of<T>(value: T): Sealed<T> {
    return new Sealed(value);
  }

  static stored<T>(bytes: Buffer, open: (bytes: Buffer) => T): Sealed<T> {
    return new Sealed<T>(undefined, bytes, open);
  }

  /** Throws `CannotOpen` where it was sealed with a key that is gone. */
  get value(): T {
    if (this.#open) {
      this.#value = this.#open(this.#bytes!);
      this.#open = undefined;
    }
    return this.#value as T;
  }

  /** As it is stored. */
  bytes(seal: (value: T) => Buffer): Buffer {
    return (this.#bytes ??= seal(this.value));
  }
}
