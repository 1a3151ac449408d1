import type { OrderLines } from './order-lines.ts';
import type { PlanCodes } from './plan.ts';

/** What each article code of a file is, by its id: looked up half a million times, so worked out once. */
export interface SkuKinds {
  readonly isShipping: Uint8Array;
  readonly isFee: Uint8Array;
  readonly isCredit: Uint8Array;
  /** One number for all spellings of a code: shops write 85123A and 85123a for one article. */
  readonly article: Int32Array;
}

export function skuKinds(lines: OrderLines, codes: PlanCodes): SkuKinds {
  const { texts } = lines.skus;
  const folded = texts.map((text) => text.toUpperCase());
  const articles = new Map<string, number>();
  const article = Int32Array.from(folded, (text) => {
    if (!articles.has(text)) articles.set(text, articles.size);
    return articles.get(text)!;
  });
  const flags = (list: readonly string[]) => {
    const wanted = new Set(list.map((text) => text.trim().toUpperCase()));
    return Uint8Array.from(folded, (text) => (wanted.has(text) ? 1 : 0));
  };
  return {
    isShipping: flags(codes.shippingSkus),
    isFee: flags(codes.feeSkus),
    isCredit: flags(codes.creditSkus),
    article,
  };
}
