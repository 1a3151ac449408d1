import type { BenchContext } from './bench.ts';
import { ensureShop } from './fixture/shop-fixture.ts';
import { privateFolder } from './private-folder.ts';
import { type ServerChild, startServerChild } from './server-child.ts';

/** Flags of a benchmark that asks a large shop; its own come after them. */
export const largeShopFlags = {
  members: { type: 'string', default: '100000' },
  facts: { type: 'string', default: '2000000' },
  data: { type: 'string' },
} as const;

export const largeShopUsage = '--members 100000 --facts 2000000 --data FOLDER (keeps the shop for the next time)';

/** What was given for them. */
export interface LargeShop {
  readonly members: string;
  readonly facts: string;
  readonly data?: string | undefined;
}

/** The data folder of a shop of this size: the one named, or one that is gone when the benchmark ends. */
export async function writeLargeShop(context: BenchContext, { members, facts, data }: LargeShop): Promise<string> {
  const dataFolder = data ?? privateFolder(context);
  await ensureShop(dataFolder, Number(members), Number(facts));
  return dataFolder;
}

/** The server over a shop of this size. */
export async function startLargeShop(context: BenchContext, shop: LargeShop): Promise<ServerChild> {
  return startServerChild(context, { dataFolder: await writeLargeShop(context, shop) });
}
