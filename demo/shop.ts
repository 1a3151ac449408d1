import type { Agenda, Appointment } from './agenda.ts';
import { canDays, fillBasket, packDays, whim } from './basket.ts';
import { type Actor, browse, browseAndBuy, checkInFor, read, review, share } from './behaviour.ts';
import { DAY, type Day, Demand, epochDayOf, inDaytime, momentOf, OrderNumbers } from './calendar.ts';
import { type Product, productsIn } from './catalogue.ts';
import type { DemoInput } from './demo-input.ts';
import { type Buyer, buyerOf, householdOf } from './member-model.ts';
import { type OrderStep, orderSteps } from './orders.ts';
import { bindingBody, memberBody, referenceTo } from './person.ts';
import type { Plan } from './plan.ts';
import { type Channel, stores } from './places.ts';
import { Random } from './random.ts';

/** Those already with the shop when the history begins joined in the twenty months before. */
const FOUNDING_DAYS = 600;
/** Orders of strangers in stores per member and ordinary day. */
const WALK_IN_PACE = 0.0015;
/** Days at the end for which every step of an order is told. */
const RECENT_DAYS = 60;
const COMPLETED_SHARE = 0.36;
const BROWSES_PER_ORDER = 1.8;

interface OrderIntent {
  readonly channel: Channel;
  readonly wishes: readonly string[];
  readonly startsAt: number;
  readonly needsMilk: boolean;
  readonly needsDiapers: boolean;
}

/** How long before running out a member may buy again. */
const MILK_LEAD_DAYS = 7;

/** The shop as it lives through its days. What it keeps per member: the day of joining and when milk and diapers run out. */
export class Shop {
  private readonly seed: number;
  private readonly plan: Plan;
  private readonly days: readonly Day[];
  private readonly agenda: Agenda;
  private readonly random: Random;
  private readonly numbers = new OrderNumbers();
  private readonly online: Demand;
  private readonly store: Demand;
  private readonly bargain: Demand;
  private readonly growth: Demand;
  private readonly founding: number;
  private readonly joinDay: Int16Array;
  private readonly milkOut: Float32Array;
  private readonly diapersOut: Float32Array;
  private joined = 0;
  private strangers = 0;
  private events = 0;
  private staffCard: Buyer | null = null;

  constructor(seed: number, plan: Plan, days: readonly Day[], agenda: Agenda) {
    this.seed = seed;
    this.plan = plan;
    this.days = days;
    this.agenda = agenda;
    this.random = new Random(seed, 0, 99);
    this.online = new Demand(days, (day) => day.online);
    this.store = new Demand(days, (day) => day.store);
    this.bargain = new Demand(days, (day) => day.bargain);
    this.growth = new Demand(days, (day) => (0.6 + 0.4 * day.online ** 0.7) * (1 + (0.35 * day.index) / days.length));
    this.founding = plan.founding;
    this.joinDay = new Int16Array(plan.members);
    this.milkOut = new Float32Array(plan.members);
    this.diapersOut = new Float32Array(plan.members);
  }

  /** Members of long standing, taken over from the old system in the first hours of the first day. To be called once, first. */
  *founders(): Generator<DemoInput> {
    const day = this.days[0] as Day;
    for (let index = 0; index < this.founding; index += 1) {
      const random = new Random(this.seed, index, 98);
      this.joinDay[index] = -1 - Math.floor(random.unit() * FOUNDING_DAYS);
      const at = day.startsAt + Math.floor((index / this.founding) * 5 * 3_600_000);
      const joinedAt = momentOf(random, day, 'online') + (this.joinDay[index] as number) * DAY;
      const buyer = this.buyer(index);
      yield this.welcome(buyer, at, joinedAt);
      this.schedule(buyer, 0);
    }
  }

  /** Everything that is decided on one day, into the agenda. Newcomers begin on the second day, after the founders. */
  live(day: Day): void {
    if (day.index > 0) this.newMembers(day);
    for (const index of this.agenda.takeVisits(day.index)) this.visit(index, day);
    for (const appointment of this.agenda.takeAppointments(day.index)) this.keep(appointment, day);
    for (let row = 0; row < stores.length; row += 1) this.walkIns(row, day);
  }

  /** Newcomers in step with the shop's growth; most buy on the day they join. */
  private newMembers(day: Day): void {
    const reached = this.growth.before(day.index + 1) / this.growth.total;
    const until = Math.min(
      this.plan.members,
      this.founding + Math.round((this.plan.members - this.founding) * reached),
    );
    for (let index = Math.max(this.founding, this.joined); index < until; index += 1) {
      this.joinDay[index] = day.index;
      const buyer = this.buyer(index);
      const joinedAt = momentOf(this.random, day, this.rhythm(buyer, buyer.home));
      this.agenda.addInput(this.welcome(buyer, joinedAt, joinedAt));
      if (this.random.chance(buyer.home === 'pos' ? 0.9 : 0.66)) {
        const needsMilk = buyer.isReplenisher && this.random.chance(0.5);
        this.order(buyer, day, {
          channel: buyer.home,
          wishes: [],
          startsAt: joinedAt + this.random.whole(40_000, 400_000),
          needsMilk,
          needsDiapers: false,
        });
      }
      this.schedule(buyer, day.index);
    }
    this.joined = Math.max(until, this.founding);
  }

  private buyer(index: number): Buyer {
    return buyerOf(this.seed, index, householdOf(this.seed, index));
  }

  /** Day (in the window) on which the household's first member joined; babies' ages count from it. */
  private householdDay(buyer: Buyer): number {
    return this.joinDay[buyer.root] as number;
  }

  private babyMonths(buyer: Buyer, day: Day, householdDay: number): number | null {
    return buyer.birthAfterDays === null ? null : (day.index - householdDay - buyer.birthAfterDays) / 30.44;
  }

  /** The record of a new member, whose supplies begin. */
  private welcome(buyer: Buyer, at: number, joinedAt: number): DemoInput {
    const { index } = buyer;
    const household = householdOf(this.seed, index);
    const householdDay = this.householdDay(buyer);
    const first = epochDayOf(this.days[0] as Day);
    const body = memberBody(this.seed, buyer, household, joinedAt, first + householdDay);
    const startsUsing = Math.max(
      householdDay + (buyer.birthAfterDays ?? 0) - 4,
      this.joinDay[index] as number,
      MILK_LEAD_DAYS,
    );
    this.milkOut[index] = startsUsing + this.random.unit() * 25;
    this.diapersOut[index] = startsUsing + this.random.unit() * 20;
    if (!this.staffCard && buyer.home === 'pos' && index % 3 === 0) this.staffCard = buyer;
    if (buyer.isChannelOnly && index % 11 === 0) {
      const bindsAt = at + this.random.whole(3, 200) * DAY;
      this.agenda.addInput({ at: bindsAt, kind: 'member', body: bindingBody(this.seed, buyer) });
    }
    return { at, kind: 'member', body };
  }

  private isRecorded(buyer: Buyer): boolean {
    return buyer.tracking < this.plan.recordedShare;
  }

  private browsesPerOrder(buyer: Buyer): number {
    if (!this.isRecorded(buyer) || buyer.home === 'pos') return 0;
    return BROWSES_PER_ORDER * (buyer.isHesitant ? 2 : buyer.isImpulsive ? 0.4 : 1);
  }

  private runsOut(buyer: Buyer, day: number): number {
    if (!buyer.isReplenisher) return Infinity;
    const months = (day - this.householdDay(buyer) - (buyer.birthAfterDays ?? 0)) / 30.44;
    const milk = canDays(months) === Infinity ? Infinity : (this.milkOut[buyer.index] as number);
    const diapers = packDays(months) === Infinity ? Infinity : (this.diapersOut[buyer.index] as number);
    return Math.min(milk, diapers);
  }

  /** The next visit: for pleasure, after an exponential time on the calendar's clock, or some days before something runs out. */
  private schedule(buyer: Buyer, after: number): void {
    const demand = buyer.isBargainHunter ? this.bargain : buyer.home === 'pos' ? this.store : this.online;
    const pace = buyer.ordersPerDay * (1 + this.browsesPerOrder(buyer));
    const leisure = demand.reach(after, this.random.exponential(1 / pace));
    const need = this.runsOut(buyer, after) - this.random.between(1, MILK_LEAD_DAYS);
    const next = Math.min(leisure, Math.max(after + 1, Math.floor(need)));
    if (next < this.days.length) this.agenda.addVisit(next, buyer.index);
  }

  private isGone(buyer: Buyer, day: Day): boolean {
    return day.index - (this.joinDay[buyer.index] as number) > buyer.lifetimeDays;
  }

  private visit(index: number, day: Day): void {
    const buyer = this.buyer(index);
    if (this.isGone(buyer, day)) return;
    const { random } = this;
    const isNeeded = this.runsOut(buyer, day.index) <= day.index + MILK_LEAD_DAYS;
    const buys = isNeeded ? random.chance(0.8) : random.chance(1 / (1 + this.browsesPerOrder(buyer)));
    if (buys) this.buyNow(buyer, day);
    else if (isNeeded) this.boughtElsewhere(index, day);
    else this.lookAround(buyer, day);
    this.schedule(buyer, day.index);
  }

  private rhythm(buyer: Buyer, channel: Channel): 'online' | 'owl' | 'store' {
    if (channel === 'pos') return 'store';
    return buyer.isNightOwl ? 'owl' : 'online';
  }

  private buyNow(buyer: Buyer, day: Day): void {
    const channel = buyer.second && this.random.chance(0.22) ? buyer.second : buyer.home;
    const startsAt = momentOf(this.random, day, this.rhythm(buyer, channel));
    const isDue = (out: Float32Array): boolean => buyer.isReplenisher && (out[buyer.index] as number) <= day.index + 12;
    this.order(buyer, day, {
      channel,
      wishes: [],
      startsAt,
      needsMilk: isDue(this.milkOut),
      needsDiapers: isDue(this.diapersOut),
    });
  }

  private boughtElsewhere(index: number, day: Day): void {
    for (const out of [this.milkOut, this.diapersOut]) {
      if ((out[index] as number) <= day.index + MILK_LEAD_DAYS) out[index] = day.index + 16 + this.random.unit() * 14;
    }
  }

  private actor(buyer: Buyer, channel: Channel): Actor {
    return {
      random: this.random,
      buyer,
      channel,
      member: referenceTo(this.seed, buyer, channel),
      send: (at, event) => {
        this.events += 1;
        this.agenda.addInput({ at, kind: 'event', body: { messageId: `demo-${this.seed}-${this.events}`, ...event } });
      },
    };
  }

  /** One order with what leads to it and what follows from it. */
  private order(buyer: Buyer, day: Day, intent: OrderIntent): void {
    const { random } = this;
    const { channel, startsAt } = intent;
    const babyMonths = this.babyMonths(buyer, day, this.householdDay(buyer));
    const months = babyMonths ?? -1;
    const needsMilk = intent.needsMilk && canDays(months) !== Infinity && months > -1;
    const needsDiapers = intent.needsDiapers && packDays(months) !== Infinity && months > -1;
    const basket = fillBasket(random, {
      buyer,
      day,
      at: startsAt,
      channel,
      babyMonths,
      needsMilk,
      needsDiapers,
      wishes: intent.wishes,
    });
    const isTold = this.isRecorded(buyer) && channel !== 'pos';
    const actor = this.actor(buyer, channel);
    const at = isTold ? browseAndBuy(actor, startsAt, basket) : startsAt;
    const store = channel === 'pos' ? (stores[buyer.store ?? 0]?.id ?? null) : null;
    const number = this.numbers.take(day, channel);
    const steps = orderSteps(
      random,
      { buyer, day, at, channel, number, store, member: actor.member, basket },
      this.recording(day),
    );
    const isBought = this.tell(steps);
    if (!isBought) return;
    this.stock(buyer, day, basket, Math.max(0, months));
    if (isTold) this.afterwards(actor, day, at, number, basket);
    this.planOuting(buyer, day, at, basket);
  }

  private recording(day: Day): { isRecent: boolean; completedShare: number } {
    return { isRecent: day.index >= this.days.length - RECENT_DAYS, completedShare: COMPLETED_SHARE };
  }

  /** True where the order was not cancelled unpaid. */
  private tell(steps: Iterable<OrderStep>): boolean {
    let isBought = false;
    for (const step of steps) {
      this.agenda.addInput(step);
      if (step.kind === 'order' && (step.body.status === 'paid' || step.body.status === 'completed')) isBought = true;
    }
    return isBought;
  }

  /** What was bought lasts: the next visit for it moves on. */
  private stock(
    buyer: Buyer,
    day: Day,
    basket: readonly { product: Product; quantity: number }[],
    months: number,
  ): void {
    const { index } = buyer;
    for (const { product, quantity } of basket) {
      if (product.category === '奶粉')
        this.milkOut[index] =
          Math.max(day.index, this.milkOut[index] as number) + quantity * Math.min(canDays(months), 30);
      if (product.category === '纸尿裤')
        this.diapersOut[index] =
          Math.max(day.index, this.diapersOut[index] as number) + quantity * Math.min(packDays(months), 30);
    }
  }

  private afterwards(
    actor: Actor,
    day: Day,
    at: number,
    number: string,
    basket: readonly { product: Product }[],
  ): void {
    const { random, buyer } = actor;
    const first = basket[0]?.product;
    if (!first) return;
    if (random.chance(0.13)) review(actor, inDaytime(at + random.whole(4 * DAY, 16 * DAY)), first.sku, number);
    if (random.chance(buyer.isSharer ? 0.6 : 0.05)) share(actor, this.days[day.index + 1] ?? day, first);
    if (first.category === '奶粉' && first.sku.endsWith('3') && random.chance(0.3)) {
      read(actor, at + random.whole(DAY, 5 * DAY), '辅食教程');
    }
  }

  /** Who packs for an outing on Friday afternoon often comes back for fruit purée the next morning. */
  private planOuting(buyer: Buyer, day: Day, at: number, basket: readonly { product: Product }[]): void {
    const isFridayAfternoon =
      day.weekday === 5 && at - day.startsAt >= 13 * 3_600_000 && at - day.startsAt < 18 * 3_600_000;
    if (!isFridayAfternoon || !basket.some((line) => line.product.sku === 'WP-04') || !this.random.chance(0.45)) return;
    this.agenda.addAppointment(day.index + 1, {
      index: buyer.index,
      wishes: [this.random.one(['BF-03', 'BF-04'])],
      place: 'home',
      hour: 9,
    });
  }

  private lookAround(buyer: Buyer, day: Day): void {
    const { random } = this;
    const actor = this.actor(buyer, buyer.home);
    const startsAt = momentOf(random, day, this.rhythm(buyer, buyer.home));
    if (buyer.checksIn && random.chance(0.35)) checkInFor(this.actor(buyer, 'miniprogram'), day);
    if (buyer.isSharer && random.chance(0.3)) share(actor, day, random.one(productsIn('玩具')));
    if (buyer.reads && random.chance(0.45)) this.readAndFollow(actor, day, startsAt);
    const babyMonths = this.babyMonths(buyer, day, this.householdDay(buyer));
    const interesting = Array.from({ length: 1 + random.geometric(0.4, 4) }, () =>
      whim(random, buyer, day, babyMonths),
    );
    const seen = browse(actor, startsAt + 200_000, interesting);
    if (seen && random.chance(0.5)) this.plan48Hours(buyer, day, seen);
  }

  /** Three looks at one product are followed by an order within two days half of the time. */
  private plan48Hours(buyer: Buyer, day: Day, seen: Product): void {
    this.agenda.addAppointment(day.index + 1, { index: buyer.index, wishes: [seen.sku], place: 'home', hour: null });
  }

  /** What reading leads to: tutorials to limited sets on Tmall, milk reviews to the shop for diapers and wipes. */
  private readAndFollow(actor: Actor, day: Day, at: number): void {
    const { random, buyer } = actor;
    const content = buyer.reads;
    if (!content) return;
    read(actor, at, content);
    const soon = day.index + random.whole(1, 4);
    const follow = (chance: number, wishes: readonly string[], place: Appointment['place']): void => {
      if (random.chance(chance)) this.agenda.addAppointment(soon, { index: buyer.index, wishes, place, hour: null });
    };
    if (content === '眼影教程')
      follow(0.3, [random.one(['GS-01', 'GS-02'])], buyer.second === 'tmall' ? 'tmall' : 'home');
    if (content === '奶粉测评') follow(0.25, [`DP-${buyer.diaperBrand + 1}M`, 'WP-01'], 'store');
    if (content === '辅食教程') follow(0.2, [random.one(productsIn('辅食')).sku], 'home');
    if (content === '防晒霜广告') follow(0.12, [random.one(productsIn('防晒')).sku], 'home');
  }

  private keep(appointment: Appointment, day: Day): void {
    const buyer = this.buyer(appointment.index);
    if (this.isGone(buyer, day)) return;
    const canUseStore = buyer.store !== null && !buyer.isChannelOnly;
    const channel =
      appointment.place === 'store' && canUseStore ? 'pos' : appointment.place === 'tmall' ? 'tmall' : buyer.home;
    const moment = momentOf(this.random, day, this.rhythm(buyer, channel));
    const startsAt =
      appointment.hour === null
        ? moment
        : day.startsAt + Math.floor((appointment.hour + this.random.unit() * 2.5) * 3_600_000);
    this.order(buyer, day, { channel, wishes: appointment.wishes, startsAt, needsMilk: false, needsDiapers: false });
  }

  /** Sales at the till to people who show no card. In one store a cashier's own card is shown for some of them in the evening. */
  private walkIns(row: number, day: Day): void {
    const { random } = this;
    const store = stores[row] as (typeof stores)[number];
    const weights = stores.reduce((sum, entry) => sum + entry.weight, 0);
    const count = random.poisson((this.plan.members * WALK_IN_PACE * day.store * store.weight) / weights);
    for (let sale = 0; sale < count; sale += 1) {
      this.strangers += 1;
      const stranger = this.buyer(this.plan.members + this.strangers);
      const at = momentOf(random, day, 'store');
      const babyMonths = stranger.birthAfterDays === null ? null : random.between(-2, 30);
      const basket = fillBasket(random, {
        buyer: stranger,
        day,
        at,
        channel: 'pos',
        babyMonths,
        needsMilk: (babyMonths ?? -1) > 0 && random.chance(0.15),
        needsDiapers: (babyMonths ?? -1) > 0 && random.chance(0.15),
        wishes: [],
      });
      const card = this.cardShown(row, day, at);
      this.tell(
        orderSteps(
          random,
          {
            buyer: stranger,
            day,
            at,
            channel: 'pos',
            number: this.numbers.take(day, 'pos'),
            store: store.id,
            member: card,
            basket,
          },
          this.recording(day),
        ),
      );
    }
  }

  private cardShown(row: number, day: Day, at: number): ReturnType<typeof referenceTo> | null {
    const isEvening = at - day.startsAt > 19 * 3_600_000;
    if (!this.staffCard || row !== this.staffCard.store || !isEvening || day.index < 30 || !this.random.chance(0.35))
      return null;
    return referenceTo(this.seed, this.staffCard, 'pos');
  }
}
