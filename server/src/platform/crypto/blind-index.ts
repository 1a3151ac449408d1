import assert from 'node:assert/strict';
import type { DataKey } from './key-ring.ts';

export const TOKEN_BYTES = 16;

/**
 * Finds sealed values without opening them: equal values have equal tokens, and without the key a token tells nothing else.
 * It does tell which rows are equal, and how many: of a tail of four digits there are only ten thousand.
 */
export interface BlindIndex {
  /** Version of the key, to be stored beside the tokens: after a rotation they are made anew, and asked under each live version. */
  readonly keyVersion: number;
  /** 16 bytes. `kind` keeps apart what is taken from one value in several ways, such as a whole and a tail. */
  token(kind: string, value: string): Buffer;
}

/**
 * Tokens are HMAC(key, field NUL kind NUL normalisation NUL value), cut to 16 bytes: with a million values, the chance that
 * any two differing ones meet is below 2^-88. Values are taken as they are, so normalise them first, and
 * raise `normalisation` when the rule changes, or what is written and what is asked will silently miss each other. 2 µs a token (gm 3).
 */
export function blindIndex(key: DataKey, field: string, normalisation: number): BlindIndex {
  assert.equal(key.purpose, 'index', 'tokens are made with a key for indexes');
  assert.ok(!field.includes('\0'), 'the name of a field holds no NUL');
  const { suite, version } = key;
  return {
    keyVersion: version,
    token(kind, value) {
      return suite.mac(key, `${field}\0${kind}\0${normalisation}\0${value}`).subarray(0, TOKEN_BYTES);
    },
  };
}

/**
 * A token cut to 6 bytes, as a number: for searches that may find a few too many, in a column of numbers with an index of its own.
 * With ten million values, the chance that what is asked meets any other is some 4 in 100 million.
 */
export const searchNumber = (token: Buffer): number => token.readUIntBE(0, 6);

export interface PhoneIndex {
  /** All tokens of a phone: whole, last 8 and last 4 digits, as far as it has so many. */
  stored(phone: string): Buffer[];
  /** The token of the whole number, in the spelling that was stored. */
  whole(phone: string): Buffer;
  /** The token of exactly 4 or 8 last digits, undefined for anything else. */
  tail(typed: string): Buffer | undefined;
}

const tailLengths = [8, 4];

/** Phones in their one spelling (E.164); tails are of its digits. */
export function phoneIndex(key: DataKey, field: string, normalisation: number): PhoneIndex {
  const { token } = blindIndex(key, field, normalisation);
  const whole = (phone: string) => token('whole', phone);
  const tail = (digits: string) => token(`last-${digits.length}`, digits);
  return {
    whole,
    stored(phone) {
      const digits = phone.replaceAll(/\D/g, '');
      const tails = tailLengths.filter((length) => digits.length >= length).map((length) => digits.slice(-length));
      return [whole(phone), ...tails.map(tail)];
    },
    tail(typed) {
      const digits = typed.replaceAll(/[\s-]/g, '');
      return /^\d+$/.test(digits) && tailLengths.includes(digits.length) ? tail(digits) : undefined;
    },
  };
}
