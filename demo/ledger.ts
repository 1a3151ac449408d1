import type { DemoInput } from './demo-input.ts';
import type { OrderInput } from './orders.ts';

/** A plain book of what the demo shop did, kept by the tests to check it against. */

interface Sale {
  readonly at: number;
  readonly body: OrderInput;
  readonly member: number | null;
  isBought: boolean;
  refundedMinor: number;
}

const identifierKinds = ['phone', 'email', 'openid', 'unionid', 'tmall', 'douyin', 'card'] as const;

export class Ledger {
  readonly counts: Record<DemoInput['kind'], number> = { member: 0, order: 0, refund: 0, event: 0 };
  readonly orders = new Map<string, Sale>();
  readonly events = new Map<string, number>();
  readonly faults: string[] = [];
  readonly phones: string[] = [];
  readonly storesSeen = new Set<string>();
  firstAt = Infinity;
  lastAt = 0;
  strangersNamed = 0;
  sharedIdentifiers = 0;
  private readonly owners = new Map<string, number>();
  private readonly messages = new Set<string>();
  private readonly byMember = new Map<number, Sale[]>();
  private members = 0;

  take(input: DemoInput): void {
    this.counts[input.kind] += 1;
    this.firstAt = Math.min(this.firstAt, input.at);
    this.lastAt = input.at;
    if (input.kind === 'member') this.takeMember(input);
    else if (input.kind === 'order') this.takeOrder(input);
    else if (input.kind === 'refund') this.takeRefund(input);
    else this.takeEvent(input);
  }

  get bought(): number {
    return [...this.orders.values()].filter((sale) => sale.isBought).length;
  }

  private takeMember({ body }: DemoInput & { kind: 'member' }): void {
    const names = identifierKinds.flatMap((kind) => (body[kind] ? [`${kind}:${body[kind]}`] : []));
    const known = names.filter((name) => this.owners.has(name));
    const isBinding = body.joinedAt === undefined;
    if (isBinding ? known.length === 0 : known.length > 0) this.sharedIdentifiers += 1;
    const owner = isBinding ? (this.owners.get(known[0] ?? '') ?? -1) : (this.members += 1);
    for (const name of names) this.owners.set(name, owner);
    if (body.phone && !isBinding) this.phones.push(body.phone);
  }

  private ownerOf(reference: Record<string, string | undefined> | undefined): number | null {
    const [entry] = Object.entries(reference ?? {});
    if (!entry) return null;
    const owner = this.owners.get(`${entry[0]}:${entry[1]}`);
    if (owner === undefined) this.strangersNamed += 1;
    return owner ?? null;
  }

  private takeOrder({ at, body }: DemoInput & { kind: 'order' }): void {
    const key = `${body.channel}/${body.number}`;
    const before = this.orders.get(key);
    if (before) {
      const money = (order: OrderInput): string =>
        JSON.stringify([order.placedAt, order.member, order.discountMinor, order.totalMinor, order.lines]);
      if (money(before.body) !== money(body)) this.faults.push(`${key} changed its money, lines or member`);
      if (body.status === 'paid' || body.status === 'completed') this.buy(before);
      return;
    }
    const goods = body.lines.reduce(
      (sum, line) => sum + line.quantity * line.unitPriceMinor - (line.discountMinor ?? 0),
      0,
    );
    const total = goods - (body.discountMinor ?? 0) + (body.shippingMinor ?? 0) + (body.taxMinor ?? 0);
    if (total !== body.totalMinor || total <= 0)
      this.faults.push(`${key} says ${body.totalMinor}, its parts say ${total}`);
    if (body.payments && body.payments[0]?.amountMinor !== total) this.faults.push(`${key} is not paid in full`);
    if (new Set(body.lines.map((line) => line.sku)).size !== body.lines.length)
      this.faults.push(`${key} names a product twice`);
    if (Math.abs(Date.parse(body.at ?? body.placedAt) - at) > 60_000)
      this.faults.push(`${key} is dated ${body.placedAt}`);
    const sale: Sale = { at, body, member: this.ownerOf(body.member), isBought: false, refundedMinor: 0 };
    this.orders.set(key, sale);
    if (body.store) this.storesSeen.add(body.store);
    if (body.status === 'paid' || body.status === 'completed') this.buy(sale);
  }

  private buy(sale: Sale): void {
    if (sale.isBought) return;
    sale.isBought = true;
    if (sale.member === null) return;
    const sales = this.byMember.get(sale.member);
    if (sales) sales.push(sale);
    else this.byMember.set(sale.member, [sale]);
  }

  private takeRefund({ number, channel, body }: DemoInput & { kind: 'refund' }): void {
    const sale = this.orders.get(`${channel}/${number}`);
    if (!sale?.isBought) return void this.faults.push(`refund of ${number}, which was never paid`);
    sale.refundedMinor += body.amountMinor;
    if (sale.refundedMinor > sale.body.totalMinor) this.faults.push(`${number} refunds more than was paid`);
    for (const { sku, quantity } of body.lines ?? []) {
      const line = sale.body.lines.find((entry) => entry.sku === sku);
      if (!line || line.quantity < quantity) this.faults.push(`${number} takes back ${quantity} of ${sku}`);
    }
  }

  private takeEvent({ body }: DemoInput & { kind: 'event' }): void {
    this.events.set(body.event, (this.events.get(body.event) ?? 0) + 1);
    this.ownerOf(body.member);
    if (this.messages.has(body.messageId ?? '')) this.faults.push(`messageId ${body.messageId} came twice`);
    this.messages.add(body.messageId ?? '');
  }

  private sales(): Sale[] {
    return [...this.orders.values()].filter((sale) => sale.isBought);
  }

  private totals(key: (sale: Sale) => string): Map<string, number> {
    const totals = new Map<string, number>();
    for (const sale of this.sales()) totals.set(key(sale), (totals.get(key(sale)) ?? 0) + sale.body.totalMinor);
    return totals;
  }

  salesByDate(): Map<string, number> {
    return this.totals((sale) => sale.body.placedAt.slice(0, 10));
  }

  salesByChannel(): Map<string, number> {
    return this.totals((sale) => sale.body.channel);
  }

  memberShareInStores(): number {
    const totals = this.totals((sale) => `${sale.body.channel === 'pos'} ${sale.member !== null}`);
    const toMembers = totals.get('true true') ?? 0;
    return toMembers / (toMembers + (totals.get('true false') ?? 0));
  }

  /** Share of first-time buyers, with that many days since, who bought again within them. */
  repurchaseWithin(days: number, end: number): number {
    const length = days * 86_400_000;
    const firsts = [...this.byMember.values()].filter(([first]) => first && first.at < end - length);
    return firsts.filter(([first, next]) => first && next && next.at - first.at < length).length / firsts.length;
  }

  /** Share of all members without an order since. */
  dormantSince(since: number): number {
    return 1 - [...this.byMember.values()].filter((sales) => (sales.at(-1)?.at ?? 0) >= since).length / this.members;
  }

  /** Share of orders between midnight and two that hold both a pacifier and wipes. */
  nightBasketRate(): number {
    const night = this.sales().filter((sale) => Number(sale.body.placedAt.slice(11, 13)) < 2);
    const holds = (sale: Sale, category: string): boolean => sale.body.lines.some((line) => line.category === category);
    return night.filter((sale) => holds(sale, '安抚奶嘴') && holds(sale, '湿巾')).length / night.length;
  }
}
