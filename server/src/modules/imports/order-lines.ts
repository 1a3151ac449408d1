import type { MemberReference, SetAsideReason } from '@shuke/contract';

/** Texts that repeat, each kept once and known by a small number. */
export class Dictionary {
  readonly texts: string[] = [];
  readonly #ids = new Map<string, number>();
  #last = '';
  #lastId = -1;

  idOf(text: string): number {
    // Lines of one order repeat most of their texts, and comparing is cheaper than hashing.
    if (text === this.#last && this.#lastId >= 0) return this.#lastId;
    this.#last = text;
    return (this.#lastId = this.#ids.get(text) ?? this.#add(text));
  }

  #add(text: string): number {
    this.#ids.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  get size(): number {
    return this.texts.length;
  }

  text(id: number): string {
    return this.texts[id]!;
  }
}

export interface OrderKey {
  readonly channel: string;
  readonly number: string;
}

/** One line as it was read. Ids of −1 mean an empty cell; `fault` is why its form cannot be used. */
export interface ReadLine {
  order: number;
  sku: number;
  name: number;
  category: number;
  quantity: number;
  priceMicro: number;
  amountMinor: number;
  at: number;
  member: number;
  region: number;
  store: number;
  status: number;
  fault: SetAsideReason | undefined;
}

const START_LINES = 4096;

/**
 * All lines of a file in columns: about 60 bytes a line, so that half a million lines take 30 MB.
 * Line `i` is record `i + 2` of the file, the header being the first.
 */
export class OrderLines {
  count = 0;
  readonly skus = new Dictionary();
  readonly names = new Dictionary();
  readonly categories = new Dictionary();
  readonly regions = new Dictionary();
  readonly stores = new Dictionary();
  readonly statuses = new Dictionary();
  readonly orders: OrderKey[] = [];
  readonly members: MemberReference[] = [];
  readonly faults = new Map<number, SetAsideReason>();

  order = new Int32Array(START_LINES);
  sku = new Int32Array(START_LINES);
  name = new Int32Array(START_LINES);
  category = new Int32Array(START_LINES);
  quantity = new Int32Array(START_LINES);
  member = new Int32Array(START_LINES);
  region = new Int32Array(START_LINES);
  store = new Int32Array(START_LINES);
  status = new Int32Array(START_LINES);
  priceMicro = new Float64Array(START_LINES);
  /** Signed; decided when the line is read and never again. */
  amountMinor = new Float64Array(START_LINES);
  /** Epoch milliseconds; NaN where the cell is empty. */
  at = new Float64Array(START_LINES);

  readonly #orderIds = new Map<string, number>();
  readonly #memberIds = new Map<string, number>();

  orderId(channel: string, number: string): number {
    const last = this.count === 0 ? -1 : this.order[this.count - 1]!;
    if (last >= 0 && this.orders[last]!.number === number && this.orders[last]!.channel === channel) return last;
    const key = `${channel}\u0000${number}`;
    const known = this.#orderIds.get(key);
    if (known !== undefined) return known;
    this.#orderIds.set(key, this.orders.length);
    return this.orders.push({ channel, number }) - 1;
  }

  /** A member is known by the first identifier; what else a later line tells is left out. */
  memberId(key: string, reference: MemberReference): number {
    const known = this.#memberIds.get(key);
    if (known !== undefined) return known;
    this.#memberIds.set(key, this.members.length);
    return this.members.push(reference) - 1;
  }

  add(line: ReadLine): void {
    if (this.count === this.order.length) this.#grow();
    const at = this.count++;
    this.order[at] = line.order;
    this.sku[at] = line.sku;
    this.name[at] = line.name;
    this.category[at] = line.category;
    this.quantity[at] = line.quantity;
    this.member[at] = line.member;
    this.region[at] = line.region;
    this.store[at] = line.store;
    this.status[at] = line.status;
    this.priceMicro[at] = line.priceMicro;
    this.amountMinor[at] = line.amountMinor;
    this.at[at] = line.at;
    if (line.fault) this.faults.set(at, line.fault);
  }

  /** How a person would name the line: `row 142: C536379, D × -1, -27.50`. */
  describe(line: number): string {
    const order = this.order[line]!;
    const sku = this.sku[line]!;
    const number = order < 0 ? '–' : this.orders[order]!.number;
    const article = sku < 0 ? '–' : this.skus.text(sku);
    return `row ${line + 2}: ${number}, ${article} × ${this.quantity[line]}, ${this.priceMicro[line]! / 1_000_000}`;
  }

  #grow(): void {
    this.order = grown(this.order);
    this.sku = grown(this.sku);
    this.name = grown(this.name);
    this.category = grown(this.category);
    this.quantity = grown(this.quantity);
    this.member = grown(this.member);
    this.region = grown(this.region);
    this.store = grown(this.store);
    this.status = grown(this.status);
    this.priceMicro = grown(this.priceMicro);
    this.amountMinor = grown(this.amountMinor);
    this.at = grown(this.at);
  }
}

function grown<Column extends Int32Array | Float64Array>(column: Column): Column {
  const larger = column instanceof Int32Array ? new Int32Array(column.length * 2) : new Float64Array(column.length * 2);
  larger.set(column);
  return larger as Column;
}
