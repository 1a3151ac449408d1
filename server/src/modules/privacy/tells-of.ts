export interface OrderName {
  readonly number: string;
  readonly channel: string;
}

/** Whether JSON names one of the members by number or by an identifier, however a phone was written, or is what was asked of one of their orders. */
export function tellsOf(
  members: readonly string[],
  traces: readonly string[],
  orders: readonly OrderName[] = [],
): (json: string) => boolean {
  const values = traces.flatMap((trace) => (/^\+86\d{11}$/.test(trace) ? [trace, trace.slice(3)] : [trace]));
  const written = values.map((value) => JSON.stringify(value).slice(1, -1));
  const numbers = new Set(members);
  const namesOne = (json: string) => json.matchAll(NUMBERS).some(([, number]) => numbers.has(number!));
  const holdsOne = written.length <= FEW ? holdsOneOfFew(written) : holdsOneOfMany(written);
  const asked = new Set(orders.flatMap(({ number, channel }) => [channel, null].map((one) => orderKey(number, one))));
  const isOfOrder = (json: string) => {
    const [, number, channel] = ORDER.exec(json) ?? [];
    return number !== undefined && asked.has(`${number} ${channel}`);
  };
  return (json) => namesOne(json) || isOfOrder(json) || holdsOne(json);
}

const orderKey = (number: string, channel: string | null) => `${JSON.stringify(number)} ${JSON.stringify(channel)}`;
/** As inputs begin that are about an order, also within what was set aside; a refund may leave the channel out. Answers begin otherwise. */
const ORDER = /^(?:\{"body":)?\{"number":("(?:[^"\\]|\\.)*").*?"channel":(null|"(?:[^"\\]|\\.)*")/s;
const NUMBERS = /"(?:member|ref":\{"id|subject)":"?(\d+)"?[,}]/g;
const FEW = 500;
const START_LENGTH = 9;

const holdsOneOfFew = (traces: readonly string[]) => (json: string) => traces.some((trace) => json.includes(trace));

/** Retention may erase a hundred thousand at once: at each place of the text only those are compared that begin as it goes on there. */
function holdsOneOfMany(traces: readonly string[]): (json: string) => boolean {
  const byStart = Map.groupBy(traces, (trace) => trace.slice(0, START_LENGTH));
  const lengths = [...new Set([...byStart.keys()].map(({ length }) => length))];
  const isAt = (json: string, at: number) =>
    lengths.some((length) => byStart.get(json.slice(at, at + length))?.some((trace) => json.startsWith(trace, at)));
  return (json) => {
    for (let at = 0; at < json.length; at++) if (isAt(json, at)) return true;
    return false;
  };
}
