import type {
  ContactChannel,
  ContactReason,
  IdentifierKind,
  PolicyCode,
  Purpose,
  RequestKind,
  RequestState,
  TimelineItem,
} from '@shuke/contract';
import type { Format } from '../../../format/format.ts';
import type { Messages } from '../../../messages/messages.ts';
import type { facts as Facts } from '../../../messages/zh/facts.ts';

/** With the words of facts, which are apart. */
export type FactMessages = Messages & { facts: typeof Facts };

export const factKinds = {
  orders: ['order.placed', 'order.paid', 'order.shipped', 'order.completed', 'order.cancelled', 'order.refunded'],
  points: ['points.posted'],
  tier: ['tier.changed'],
  profile: [
    'member.joined',
    'member.updated',
    'identifier.added',
    'tag.added',
    'tag.removed',
    'tag.refused',
    'tag.allowed',
  ],
  consents: ['consent.given', 'consent.withdrawn', 'request.opened', 'request.closed', 'member.erased'],
  contacts: ['contact.permitted', 'contact.refused', 'contact.used', 'contact.stopped', 'contact.expired'],
  behaviour: ['behaviour.recorded'],
} as const satisfies Record<string, readonly string[]>;
export type FactGroup = keyof typeof factKinds;
export const factGroups = Object.keys(factKinds) as FactGroup[];

export const groupOf = (kind: string): FactGroup =>
  factGroups.find((group) => factKinds[group].some((known) => known === kind)) ?? 'behaviour';

/** What a fact says, and the order it is about, where there is one. */
export interface FactSentence {
  sentence: string;
  because: string;
  order: { number: string; channel: string } | null;
}

export interface Names {
  tier: (code: string) => string;
  channel: (code: string | null) => string;
  tag: (code: string) => string;
}

type Body = Readonly<Record<string, unknown>>;

const textIn = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name] : '');
const numberIn = (body: Body, name: string): number => (typeof body[name] === 'number' ? body[name] : 0);
const textsIn = (body: Body, name: string): string[] =>
  Array.isArray(body[name]) ? body[name].filter((one) => typeof one === 'string') : [];
const recordIn = (body: Body, name: string): Body => {
  const value = body[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
};
const isRecord = (value: unknown): value is Body => typeof value === 'object' && value !== null;

/** The name of the first article and how many there are. */
function goodsIn(body: Body, messages: FactMessages): string {
  const lines = Array.isArray(body['lines']) ? body['lines'].filter(isRecord) : [];
  const [first] = lines;
  if (first === undefined) return '';
  return messages.facts.goods(textIn(first, 'name') || textIn(first, 'sku'), lines.length);
}

/** `order pos/A-1` or `refund pos/A-1/R-1`, as the engine names what set something off. */
function becauseOf(reason: string, { facts }: FactMessages): string {
  const [what = '', path = ''] = reason.split(' ', 2);
  const number = path.split('/')[1] ?? path;
  if (what === 'order') return facts.because.order(number);
  if (what === 'refund') return facts.because.refund(number);
  return what === 'window' ? facts.because.window : '';
}

const ladder = ['basic', 'silver', 'gold', 'diamond'];

/** A fact as one sentence. Kinds that this version of the admin does not know are named as they are. */
export function factSentence(
  { kind, body }: Pick<TimelineItem, 'kind' | 'body'>,
  messages: FactMessages,
  format: Format,
  names: Names,
): FactSentence {
  const { facts, members } = messages;
  const number = textIn(body, 'number');
  const money = (name: string) => format.money(numberIn(body, name), textIn(body, 'currency') || 'CNY');
  const order = number === '' ? null : { number, channel: textIn(body, 'channel') };
  const plain = (sentence: string, because = ''): FactSentence => ({ sentence, because, order });

  switch (kind) {
    case 'order.placed':
    case 'order.paid':
      return plain(facts[kind](number, money('totalMinor'), goodsIn(body, messages)));
    case 'order.shipped':
    case 'order.completed':
    case 'order.cancelled':
      return plain(facts[kind](number));
    case 'order.refunded':
      return plain(
        facts[body['isFull'] === true ? 'order.refundedInFull' : 'order.refunded'](number, money('amountMinor')),
      );
    case 'points.posted': {
      const entry = { earn: 'points.earned', reverse: 'points.reversed', grant: 'points.granted' } as const;
      const entryKind = textIn(body, 'kind');
      const name = entryKind === 'reverse' || entryKind === 'grant' ? entry[entryKind] : entry.earn;
      const about = recordIn(body, 'order');
      const source = textIn(about, 'number');
      const because =
        source === ''
          ? name === 'points.granted'
            ? facts.because.grant
            : ''
          : facts.because[name === 'points.reversed' ? 'refund' : 'order'](source);
      const sentence = facts[name](
        format.count(Math.abs(numberIn(body, 'points'))),
        format.count(numberIn(body, 'balance')),
      );
      return { sentence, because, order: source === '' ? null : { number: source, channel: textIn(about, 'channel') } };
    }
    case 'tier.changed': {
      const [from, to] = [textIn(body, 'from'), textIn(body, 'to')];
      const name = ladder.indexOf(to) < ladder.indexOf(from) ? 'tier.fell' : 'tier.rose';
      return plain(
        facts[name](names.tier(from), names.tier(to), money('spendMinor')),
        becauseOf(textIn(body, 'reason'), messages),
      );
    }
    case 'member.joined':
      return plain(
        facts[kind](
          names.channel(textIn(body, 'channel') || null),
          textsIn(body, 'by')
            .map((one) => identifierName(one, members))
            .join(' / '),
        ),
      );
    case 'member.updated':
      return plain(
        facts[kind](
          textsIn(body, 'fields')
            .map((field) => facts.fields[field] ?? field.replace('attributes.', ''))
            .join(' / '),
        ),
      );
    case 'identifier.added':
      return plain(facts[kind](identifierName(textIn(body, 'kind'), members)));
    case 'consent.given':
    case 'consent.withdrawn':
      return plain(consentSentence(kind, body, messages));
    case 'contact.permitted':
    case 'contact.refused':
    case 'contact.used':
    case 'contact.stopped':
    case 'contact.expired':
      return plain(contactSentence(kind, body, messages));
    case 'request.opened':
      return plain(facts[kind](facts.requests[textIn(body, 'kind') as RequestKind] ?? textIn(body, 'kind')));
    case 'request.closed': {
      const asked = facts.requests[textIn(body, 'kind') as RequestKind] ?? textIn(body, 'kind');
      return plain(facts[kind](asked, facts.outcomes[textIn(body, 'outcome') as RequestState] ?? ''));
    }
    case 'tag.added':
    case 'tag.removed':
    case 'tag.refused':
    case 'tag.allowed':
      return plain(facts[kind](names.tag(textIn(body, 'tag'))), textIn(body, 'reason'));
    case 'member.erased':
      return plain(facts[kind]);
    case 'behaviour.recorded':
      return plain(behaviourSentence(body, facts));
    default:
      return plain(facts.other(kind));
  }
}

function identifierName(kind: string, { identifiers }: Messages['members']): string {
  return identifiers[kind as IdentifierKind] ?? kind;
}

function consentSentence(
  kind: 'consent.given' | 'consent.withdrawn',
  body: Body,
  { facts, privacy }: FactMessages,
): string {
  const purpose = textIn(body, 'purpose') as Purpose;
  const what = privacy.about(purpose, textIn(body, 'contactChannel') as ContactChannel);
  const policy = recordIn(body, 'policy');
  const code = textIn(policy, 'code') as PolicyCode;
  return kind === 'consent.withdrawn'
    ? facts[kind](what)
    : facts[kind](what, textIn(policy, 'code') === '' ? '' : privacy.version(code, numberIn(policy, 'version')));
}

function contactSentence(
  kind: (typeof factKinds)['contacts'][number],
  body: Body,
  { facts, privacy }: FactMessages,
): string {
  const what = privacy.about(textIn(body, 'purpose') as Purpose, textIn(body, 'contactChannel') as ContactChannel);
  const why = facts.contact.reasons[textIn(body, 'reason') as ContactReason] ?? '';
  const reference = textIn(body, 'reference');
  if (kind === 'contact.expired') return facts[kind](what);
  if (kind === 'contact.stopped') return facts[kind](what, why);
  if (kind === 'contact.permitted') return facts[kind](what, reference);
  if (kind === 'contact.refused') return facts[kind](what, reference, why);
  const policy = recordIn(body, 'policy');
  return facts[kind](what, privacy.version(textIn(policy, 'code') as PolicyCode, numberIn(policy, 'version')));
}

function behaviourSentence(body: Body, facts: typeof Facts): string {
  const event = textIn(body, 'event');
  const properties = recordIn(body, 'properties');
  const what =
    textIn(properties, 'name') || textIn(properties, 'title') || textIn(body, 'sku') || textIn(body, 'category');
  const known = facts.behaviour[event];
  return known === undefined ? facts.didOther(event, what) : known(what === '' ? facts.somewhere : what);
}
