import type { Change } from '../../engine/index.ts';
import { CannotOpen, type KeyRing, type SubjectKey, blindIndex, fieldCipher } from '../../platform/crypto/index.ts';
import type { Source } from '../../platform/database.ts';

/** The keys of members by their ids, from the module that owns them. */
export type MemberKeys = (db: Source, ids: readonly number[]) => Promise<ReadonlyMap<number, SubjectKey>>;

/** Who did it, beside the id that the trail is searched by. */
export interface Who {
  readonly name: string;
  readonly address: string;
}

/** What was done, and why. */
export interface Told {
  readonly changes: readonly Change[];
  readonly reason: string | null;
}

const whoPlace = { table: 'access.audit', column: 'who' };
const changesPlace = { table: 'access.audit', column: 'changes' };
const ringCipher = (ring: KeyRing, place: typeof whoPlace) => fieldCipher(ring.source('field'), place);

export const sealWho = (ring: KeyRing, id: number, who: Who): Buffer => ringCipher(ring, whoPlace).sealJson(id, who);

/** Under the key of the member whose data was changed, so that it goes with that; under the shop's where it was nobody's. */
export const sealTold = (ring: KeyRing, id: number, key: SubjectKey | undefined, told: Told): Buffer =>
  (key ? key.cipher(ring, changesPlace) : ringCipher(ring, changesPlace)).sealJson(id, told);

export interface SealedEntry {
  readonly id: string;
  readonly who: Buffer;
  readonly subject: string | null;
  readonly changes: Buffer;
}

export const openWho = (ring: KeyRing, { id, who }: SealedEntry): Who =>
  ringCipher(ring, whoPlace).openJson(id, who) as Who;

/** Undefined where the member's key was destroyed. */
export function openTold(ring: KeyRing, row: SealedEntry, keys: ReadonlyMap<number, SubjectKey>): Told | undefined {
  const key = row.subject === null ? undefined : keys.get(Number(row.subject));
  if (row.subject !== null && !key) return undefined;
  const cipher = key ? key.cipher(ring, changesPlace) : ringCipher(ring, changesPlace);
  return cipher.openJson(row.id, row.changes) as Told;
}

/** The members under whose keys entries are sealed. */
export const subjectsOf = (rows: readonly SealedEntry[]): number[] => [
  ...new Set(rows.flatMap(({ subject }) => (subject === null ? [] : [Number(subject)]))),
];

const VERSION_BYTES = 4;

/** What the chain of hashes goes over in place of what is sealed: it tells nothing without the key, and outlives a member's. */
export function digestOf(ring: KeyRing, who: Who, { changes, reason }: Told): Buffer {
  const key = ring.current('index');
  const version = Buffer.alloc(VERSION_BYTES);
  version.writeUInt32BE(key.version);
  return Buffer.concat([version, mac(ring, key.version, who, changes, reason)]);
}

function mac(ring: KeyRing, version: number, who: Who, changes: readonly Change[], reason: string | null): Buffer {
  const key = ring.version('index', version);
  return blindIndex(key, 'access.audit', 1).token('told', JSON.stringify([who.name, who.address, changes, reason]));
}

/** Whether what is sealed is what the digest was made of; what cannot be opened at all is not. */
export function isAsDigested(
  ring: KeyRing,
  row: SealedEntry & { readonly digest: Buffer },
  keys: ReadonlyMap<number, SubjectKey>,
): boolean {
  try {
    const told = openTold(ring, row, keys);
    if (!told) return true;
    const version = row.digest.readUInt32BE();
    return mac(ring, version, openWho(ring, row), told.changes, told.reason).equals(row.digest.subarray(VERSION_BYTES));
  } catch (error) {
    if (error instanceof CannotOpen) return false;
    throw error;
  }
}
