import { Agenda } from './agenda.ts';
import { DAY, daysUntil } from './calendar.ts';
import type { DemoInput, DemoOptions } from './demo-input.ts';
import { planFor } from './plan.ts';
import { Shop } from './shop.ts';

export type { DemoInput, DemoOptions } from './demo-input.ts';
export { catalogue, categories } from './catalogue.ts';
export { channels, cities, stores } from './places.ts';

/** A day's inputs with `at` raised by a millisecond where two would coincide or where yesterday's ran over. */
function* spaced(inputs: Iterable<DemoInput>, after: number): Generator<DemoInput, number> {
  let last = after;
  for (const input of inputs) {
    const at = Math.max(input.at, last + 1);
    last = at;
    yield at === input.at ? input : { ...input, at };
  }
  return last;
}

/**
 * The demo shop 小满母婴美妆: everything that happened, strictly ascending by `at` (epoch ms), the instants within the
 * bodies being the same moments to the second. Deterministic for equal options; memory grows with the members (about
 * 40 bytes each) and with a fortnight of inputs, not with the length of history.
 *
 * Throws a RangeError where `inputs` cannot hold even the members and their orders.
 */
export function* demoShop(options: DemoOptions): Generator<DemoInput> {
  const days = daysUntil(options.now, options.months);
  const [first] = days;
  if (!first) return;
  const plan = planFor(options, days.length);
  const agenda = new Agenda(first.startsAt, days.length, DAY);
  const shop = new Shop(options.seed, plan, days, agenda);
  let last = yield* spaced(shop.founders(), first.startsAt - 1);
  let count = plan.founding;
  for (const day of days) {
    shop.live(day);
    const due = agenda.takeInputs(day.index);
    const kept = plan.within(due, count, day.index / days.length);
    count += kept.length;
    last = yield* spaced(kept, last);
  }
}

/** How many inputs of each kind `demoShop` gives: exact, found by generating them all (about a second at 20,000 members). */
export function demoCounts(options: DemoOptions): Record<DemoInput['kind'] | 'total', number> {
  const counts = { member: 0, order: 0, refund: 0, event: 0, total: 0 };
  for (const input of demoShop(options)) {
    counts[input.kind] += 1;
    counts.total += 1;
  }
  return counts;
}
