import { randomBytes } from 'node:crypto';
import { type FieldCipher, fieldCipher } from './field-cipher.ts';
import type { KeyPurpose, KeyRing, KeySource } from './key-ring.ts';
import { CannotOpen, type CipherKey, type Suite, suites } from './suite.ts';

/**
 * A secret for each subject, so that what is known of one subject can be made unreadable wherever copies of it lie: whoever
 * destroys the secret has destroyed them all. Secrets are stored wrapped by the ring; the keys that seal are derived from them.
 *
 * A copy of the wrapped secret undoes this. Keep it in one place, and out of backups that outlive an erasure.
 */
export const SUBJECT_SECRET_BYTES = 32;

export const makeSubjectSecret = (): Buffer => randomBytes(SUBJECT_SECRET_BYTES);

const secretPlace = { table: 'subject', column: 'secret' };

/** Sealed for this subject alone: in another subject's row it does not open. */
export function wrapSubjectSecret(keys: KeySource, subject: number | bigint | string, secret: Uint8Array): Buffer {
  return fieldCipher(keys, secretPlace).sealBytes(subject, secret);
}

/** Throws `CannotOpen` for anything that was not wrapped for this subject. */
export function unwrapSubjectSecret(keys: KeySource, subject: number | bigint | string, wrapped: Uint8Array): Buffer {
  const secret = fieldCipher(keys, secretPlace).openBytes(subject, wrapped);
  if (secret.length !== SUBJECT_SECRET_BYTES)
    throw new CannotOpen('not-authentic', 'What was wrapped is not the secret of a subject.');
  return secret;
}

/**
 * The subject's own keys for one purpose, to seal with `suite` and to open either; hand them to `fieldCipher`. Their version
 * is always 0: the secret stays when the ring is rotated, only its wrapping changes. Deriving takes 6 µs, once per object: keep it
 * for as long as the subject is at work.
 */
export function subjectKeys(secret: Uint8Array, purpose: KeyPurpose, suite: Suite): KeySource {
  const derived = new Map<Suite, CipherKey>();
  const keyOf = (one: Suite): CipherKey => {
    const known = derived.get(one);
    if (known) return known;
    const key = one.derive(secret, `subject/${purpose}`, 0);
    derived.set(one, key);
    return key;
  };
  return {
    current: () => ({ suite, key: keyOf(suite) }),
    toOpen: (name) => keyOf(suites[name]),
  };
}

/**
 * The key of one subject. It goes with the subject's values, and is drawn or unwrapped only when something is sealed or opened
 * with it, so that deciding about the subject costs nothing.
 */
export class SubjectKey {
  readonly subject: number;
  #wrapped: Buffer | undefined;
  #keys: KeySource | undefined;

  /** Without what is stored it is a new one. */
  constructor(subject: number, wrapped?: Buffer) {
    this.subject = subject;
    this.#wrapped = wrapped;
  }

  /** As it is stored: under the key of the ring that is current when it is first asked for. */
  wrapped(ring: KeyRing): Buffer {
    if (!this.#wrapped) this.#draw(ring);
    return this.#wrapped!;
  }

  cipher(ring: KeyRing, place: { table: string; column: string }): FieldCipher {
    if (!this.#wrapped) this.#draw(ring);
    this.#keys ??= this.#derive(ring, unwrapSubjectSecret(ring.source('field'), this.subject, this.#wrapped!));
    return fieldCipher(this.#keys, place);
  }

  #draw(ring: KeyRing): void {
    const secret = makeSubjectSecret();
    this.#wrapped = wrapSubjectSecret(ring.source('field'), this.subject, secret);
    this.#keys = this.#derive(ring, secret);
  }

  #derive(ring: KeyRing, secret: Buffer): KeySource {
    return subjectKeys(secret, 'field', ring.current('field').suite);
  }
}
