import type { Identifier } from '@shuke/contract';
import {
  type DataKey,
  type KeyRing,
  SubjectKey,
  blindIndex,
  nameIndex,
  phoneIndex,
  searchNumber,
} from '../../platform/crypto/index.ts';

/** What is known of a member and nobody else is to read. */
export interface Personal {
  readonly name: string | null;
  /** As in 1990-05-01. */
  readonly birthday: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  /** Attributes that were told with a consent of their own, and go with it. */
  readonly sensitive: Personal['attributes'];
}

export const nobody: Personal = { name: null, birthday: null, attributes: {}, sensitive: {} };

const personalCipher = (ring: KeyRing, key: SubjectKey) =>
  key.cipher(ring, { table: 'members.member', column: 'sealed' });
export const sealPersonal = (ring: KeyRing, key: SubjectKey, personal: Personal): Buffer =>
  personalCipher(ring, key).sealJson(key.subject, personal);
export const openPersonal = (ring: KeyRing, key: SubjectKey, sealed: Buffer): Personal =>
  // What was sealed before there were classes has nothing sensitive.
  ({ sensitive: {}, ...(personalCipher(ring, key).openJson(key.subject, sealed) as Omit<Personal, 'sensitive'>) });

/** A row of a member, with what opens it; of one whose data was destroyed there is nothing to open. */
export interface SealedRow {
  readonly id: string;
  readonly sealed: Buffer;
  readonly wrapped: Buffer | null;
}

export const personalOf = (ring: KeyRing, { id, sealed, wrapped }: SealedRow): Personal =>
  wrapped ? openPersonal(ring, new SubjectKey(Number(id), wrapped), sealed) : nobody;

// Bound to kind and member: where an identifier is moved to another member, it is sealed anew.
const identifierCipher = (ring: KeyRing, key: SubjectKey) =>
  key.cipher(ring, { table: 'members.identifier', column: 'sealed' });
export const sealIdentifier = (ring: KeyRing, key: SubjectKey, { kind, value }: Identifier): Buffer =>
  identifierCipher(ring, key).sealText(`${kind} ${key.subject}`, value);
export const openIdentifier = (
  ring: KeyRing,
  key: SubjectKey,
  { kind, sealed }: { readonly kind: Identifier['kind']; readonly sealed: Buffer },
): string => identifierCipher(ring, key).openText(`${kind} ${key.subject}`, sealed);

/** Raise it when the spelling changes under which identifiers are known; then tokens are to be made anew. */
const IDENTIFIER_NORMALISATION = 1;
const identifierField = 'members.identifier';
const nameField = 'members.name';

/** With which version of the key the tokens are made that are stored now. */
export const indexVersion = (ring: KeyRing): number => ring.current('index').version;

/** Finds an identifier in its one spelling, as it is stored now. */
export const identifierToken = (ring: KeyRing, { kind, value }: Identifier, key = ring.current('index')): Buffer =>
  blindIndex(key, identifierField, IDENTIFIER_NORMALISATION).token(kind, value);

/** The same under every version of the key that may still be stored. */
export const identifierTokens = (ring: KeyRing, one: Identifier): Buffer[] =>
  ring.live('index').map((key) => identifierToken(ring, one, key));

const phones = (key: DataKey) => phoneIndex(key, identifierField, IDENTIFIER_NORMALISATION);
const names = (key: DataKey) => nameIndex(key, nameField);

/** The last 8 and the last 4 digits of a phone; nothing for any other kind. */
export const identifierSearch = (ring: KeyRing, { kind, value }: Identifier): number[] =>
  kind === 'phone' ? phones(ring.current('index')).stored(value).slice(1).map(searchNumber) : [];

/** How a name begins: as written, in pinyin, by initials. */
export const nameSearch = (ring: KeyRing, name: string | null): number[] =>
  name === null ? [] : names(ring.current('index')).stored(name).map(searchNumber);

/** What finds the phones that end in the last 8 or 4 of these digits; empty for fewer. */
export const tailSearch = (ring: KeyRing, digits: string): number[] =>
  ring.live('index').flatMap((key) => {
    const token = phones(key).tail(digits.slice(digits.length >= 8 ? -8 : -4));
    return token ? [searchNumber(token)] : [];
  });

export const beginningSearch = (ring: KeyRing, typed: string): number[] =>
  ring.live('index').flatMap((key) => names(key).beginning(typed).map(searchNumber));

/** Several numbers in one text: an array of arrays would have to be a rectangle. */
export const asArray = (numbers: readonly number[]) => `{${numbers.join(',')}}`;
