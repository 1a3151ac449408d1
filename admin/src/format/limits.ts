/** Stores, regions and brands by name, as the API takes them. */
export interface Limits {
  readonly stores: readonly string[];
  readonly regions: readonly string[];
  readonly brands: readonly string[];
}

const kinds = { region: 'regions', brand: 'brands', store: 'stores' } as const;
export type LimitKind = keyof typeof kinds;
const all = Object.keys(kinds) as LimitKind[];

/** Each with what it is, as lists of choices and addresses name them: `region:华东`. */
export const limitsOf = (of: Limits): string[] => all.flatMap((kind) => of[kinds[kind]].map((one) => `${kind}:${one}`));

const named = (limits: readonly string[], kind: LimitKind): string[] =>
  limits.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

export const partsOf = (limits: readonly string[]): { stores: string[]; regions: string[]; brands: string[] } => ({
  stores: named(limits, 'store'),
  regions: named(limits, 'region'),
  brands: named(limits, 'brand'),
});

export type LimitWords = Readonly<Record<LimitKind, (name: string) => string>>;

/** How it is called: 地区：华东. */
export function limitText(limit: string, words: LimitWords): string {
  const kind = all.find((each) => limit.startsWith(`${each}:`));
  return kind === undefined ? limit : words[kind](limit.slice(kind.length + 1));
}

/** The stores that figures are asked for; nothing of it where all are. */
export function choiceOf(limits: readonly string[] = []): { store?: string[]; region?: string[]; brand?: string[] } {
  const { stores, regions, brands } = partsOf(limits);
  return {
    ...(stores.length > 0 ? { store: stores } : {}),
    ...(regions.length > 0 ? { region: regions } : {}),
    ...(brands.length > 0 ? { brand: brands } : {}),
  };
}
