import type { Zone } from '../../platform/zone.ts';
import { instant } from './cover.ts';

/** Of which stores figures are; null: of all there is, what belongs to no store included. */
export type Stores = readonly string[] | null;

/** What figures are cut out of: days of the business zone, and stores. */
export interface Frame {
  readonly zone: Zone;
  readonly stores: Stores;
}

// The names are a parameter of every query that a desk of stores asks (`deskOf`), never a part of its text.
const ofThem = 'store in {stores:Array(String)}';

/** Narrows the rows of a table that has a store to those of these stores. */
export const andOf = ({ stores }: Frame): string => (stores === null ? '' : ` and ${ofThem}`);

/** The set of members of the stores: who joined or ordered at one of them, before an instant or ever. */
export const membersOfStores = (until?: number): string =>
  setOf(until === undefined ? '' : ` and since < ${instant(until)}`);

/** The set of those who paid at one of the stores before an instant. */
export const paidAtStores = (until: number): string => setOf(` and paid_since < ${instant(until)}`);

const setOf = (more: string) => `select groupBitmapState(member) as members from member_store where ${ofThem}${more}`;

/** Narrows rows that name a member, but no store, to those of members of these stores. */
export const andOfMembers = ({ stores }: Frame): string =>
  stores === null ? '' : ` and bitmapContains((${membersOfStores()}), member)`;
