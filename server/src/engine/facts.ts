import { type KeyRing, type SubjectKey, fieldCipher } from '../platform/crypto/index.ts';

/**
 * The facts that modules decide, by kind. A module adds its own by declaration merging, as with `Inputs`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface Facts {}

export type FactKind = keyof Facts & string;

/** Something that was decided. `subject` is the member it is about; 0 is the shop itself. */
export interface Fact<Body = unknown> {
  readonly id: number;
  readonly subject: number;
  readonly kind: string;
  /** When it happened in the world, epoch milliseconds. */
  readonly at: number;
  readonly isHistory: boolean;
  /** What set it off: `lane:position:index`, or `timer:subject:kind:key@due`. */
  readonly cause: string;
  readonly body: Body;
  readonly personal?: Personal | undefined;
}

/** What a fact says of a person: it rests sealed, and analytics never see it. */
export interface Personal {
  /** The member's, so that it is lost with that; null: the shop's, where it is nobody's. */
  readonly key: SubjectKey | null;
  /** Told as part of the body, by name. */
  readonly value: Readonly<Record<string, unknown>>;
}

const place = { table: 'engine.fact', column: 'sealed' };
const cipherOf = (ring: KeyRing, key: SubjectKey | null) =>
  key ? key.cipher(ring, place) : fieldCipher(ring.source('field'), place);

export const sealFact = (ring: KeyRing, { id, personal }: Fact): Buffer | null =>
  personal ? cipherOf(ring, personal.key).sealJson(id, personal.value) : null;

export const openFact = (ring: KeyRing, key: SubjectKey, id: string, sealed: Buffer): Personal['value'] =>
  cipherOf(ring, key).openJson(id, sealed) as Personal['value'];
