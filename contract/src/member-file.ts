import { genderNames, memberColumnTitles, type MemberRow } from './members.ts';
import { channelNames, inLanguage, type Language, withCurrency } from './words.ts';

/** What the cells of a file are written with. */
export interface MemberFileWords {
  readonly language: Language;
  readonly tierName: (code: string) => string;
  /** What calendar and clock of the business zone show at an instant, `YYYY-MM-DD HH:mm:ss`. */
  readonly clock: (instant: string) => string;
  /** An amount in units of its currency. */
  readonly units: (amountMinor: number, currency: string) => number;
}

export type MemberColumn = Exclude<keyof MemberRow, 'isErased'>;
type Cell = string | number | null;

/** What a file of members says, whoever writes it: titles and names as on the screen, contacts as the rows have them, amounts as plain numbers. */
export interface MemberFile {
  readonly columns: readonly MemberColumn[];
  readonly titles: readonly string[];
  readonly cells: (row: MemberRow) => Cell[];
}

/** `currencies`: those the members spent in. One is named in the title, several stand in a column beside the amounts. */
export function memberFile(
  chosen: readonly MemberColumn[],
  currencies: readonly string[],
  { language, tierName, clock, units }: MemberFileWords,
): MemberFile {
  const channelName = (code: string) => {
    const words = Object.hasOwn(channelNames, code) ? channelNames[code] : undefined;
    return words ? inLanguage(words, language) : code;
  };
  const cell: Readonly<Record<MemberColumn, (row: MemberRow) => Cell>> = {
    id: (row) => row.id,
    name: (row) => row.name,
    phone: (row) => row.phone && nationalPhone(row.phone),
    email: (row) => row.email,
    gender: (row) => row.gender && inLanguage(genderNames[row.gender], language),
    birthday: (row) => row.birthday,
    region: (row) => row.region,
    channel: (row) => row.channel && channelName(row.channel),
    store: (row) => row.store,
    joinedAt: (row) => clock(row.joinedAt),
    tier: (row) => tierName(row.tier),
    points: (row) => row.points,
    orders: (row) => row.orders,
    spentMinor: (row) => units(row.spentMinor, row.currency),
    currency: (row) => row.currency,
    lastOrderAt: (row) => row.lastOrderAt && clock(row.lastOrderAt),
  };
  const [first, ...others] = currencies;
  const titleOf = (column: MemberColumn) => {
    const title = inLanguage(memberColumnTitles[column], language);
    return column === 'spentMinor' && first !== undefined && others.length === 0
      ? withCurrency(title, first, language)
      : title;
  };
  const isApart = others.length > 0 && !chosen.includes('currency');
  const columns = chosen.flatMap((column) =>
    column === 'spentMinor' && isApart ? ([column, 'currency'] as const) : [column],
  );
  return {
    columns,
    titles: columns.map(titleOf),
    cells: (row) => columns.map((column) => cell[column](row)),
  };
}

/** A phone as it is dialled and said at home; those from abroad keep their country code. */
export const nationalPhone = (phone: string): string => (phone.startsWith('+86') ? phone.slice(3) : phone);
