import type { BodyOf, Store, describeStore as asked } from '@shuke/contract';
import type { Scope } from '../../engine/index.ts';
import { places } from './store.ts';

export type DescribeStore = BodyOf<typeof asked>;

/** Says of which region and brand a store is, also before anything was sold there. */
export function describeStore(scope: Scope, { name, region, brand }: DescribeStore): Store {
  const key = `store:${name}`;
  const { seenAt } = scope.get(places, key) ?? { seenAt: scope.now };
  scope.set(places, key, { kind: 'store', name, seenAt, region, brand });
  return { name, region, brand, seenAt: new Date(seenAt).toISOString() };
}
