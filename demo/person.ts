import type { memberUpsert } from '@shuke/contract';
import type { z } from 'zod';
import { dateOf, instantOf } from './calendar.ts';
import { type Buyer, type Household, linkOf } from './member-model.ts';
import { drawAddress, drawName, type Gender } from './names.ts';
import { type Channel, cities, stores } from './places.ts';
import { mix, Random } from './random.ts';

/** Who a member is: names, identifiers and the record that is sent when they join. */

export type MemberBody = z.input<typeof memberUpsert>;
export type MemberReference =
  | { phone: string }
  | { openid: string }
  | { tmall: string }
  | { douyin: string }
  | { card: string };

const PERSON = 11;
const ADDRESS = 12;
const PHONE_SPACE = 6_000_000;

const personDraw = new Random(0);
const addressDraw = new Random(0);

/**
 * A number of 1740 0–5, the satellite range of China's numbering plan: valid to every checker, and no handset rings
 * when somebody connects a real provider to the demo. The multiplier is prime to the space, so no two members share one.
 */
export function phoneOf(seed: number, index: number): string {
  const place = (index * 3_141_593 + (mix(seed, 0, 13) % PHONE_SPACE)) % PHONE_SPACE;
  return `1740${String(place).padStart(7, '0')}`;
}

const scramble = (seed: number, index: number, salt: number): string => mix(seed, index, salt).toString(36);
/** The index itself, behind a separator, is part of each identifier, so they never collide. */
const openidOf = (seed: number, index: number): string => `oXm4K5${scramble(seed, index, 21)}_${index.toString(36)}`;
const unionidOf = (seed: number, index: number): string => `oUn7a${scramble(seed, index, 22)}_${index.toString(36)}`;
const tmallOf = (seed: number, index: number): string => `AAH${scramble(seed, index, 23)}_${index.toString(36)}`;
const douyinOf = (seed: number, index: number): string => `dy${scramble(seed, index, 24)}.${index.toString(36)}`;
const cardOf = (seed: number, index: number): string =>
  `XM${String((mix(seed, 0, 27) % 9000) + 1000)}${String(index).padStart(7, '0')}`;

const uses = (buyer: Buyer, channel: Channel): boolean => buyer.home === channel || buyer.second === channel;

/** How a channel names this member in orders and events. */
export function referenceTo(seed: number, buyer: Buyer, channel: Channel): MemberReference {
  switch (channel) {
    case 'miniprogram':
      return { openid: openidOf(seed, buyer.index) };
    case 'tmall':
      return { tmall: tmallOf(seed, buyer.index) };
    case 'douyin':
      return { douyin: douyinOf(seed, buyer.index) };
    case 'pos':
      return buyer.home === 'pos' && buyer.index % 3 === 0
        ? { card: cardOf(seed, buyer.index) }
        : { phone: phoneOf(seed, buyer.index) };
    case 'h5':
      return { phone: phoneOf(seed, buyer.index) };
  }
}

interface Person {
  readonly name: string;
  readonly pinyin: string;
  readonly gender: Gender;
  readonly birthday: string | null;
  readonly hasEmail: boolean;
  readonly gaveBaby: boolean;
}

/** Customers are mostly women; mothers are 22 to 40 when they join. */
function personOf(seed: number, index: number, household: Household, householdDay: number): Person {
  const self = linkOf(seed, index) === 'twin' ? index - 1 : index;
  const random = personDraw.reseed(seed, self, PERSON);
  const isSpouse = linkOf(seed, self) === 'family' && random.chance(0.7);
  const gender: Gender = random.chance(isSpouse ? 0.12 : household.hasBaby ? 0.9 : 0.93) ? 'female' : 'male';
  const years = Math.min(
    62,
    Math.max(17, (household.hasBaby ? 30 : 28) + random.normal() * (household.hasBaby ? 4 : 7)),
  );
  const birthday = random.chance(0.72) ? dateOf(householdDay - Math.floor(years * 365.25)) : null;
  return { ...drawName(random, gender), gender, birthday, hasEmail: random.chance(0.16), gaveBaby: random.chance(0.8) };
}

function identifiersOf(seed: number, buyer: Buyer, person: Person): Partial<MemberBody> {
  const { index } = buyer;
  return {
    ...(buyer.isChannelOnly ? {} : { phone: phoneOf(seed, index) }),
    ...(person.hasEmail && !buyer.isChannelOnly ? { email: `${person.pinyin}${index}@example.com` } : {}),
    ...(uses(buyer, 'miniprogram') ? { openid: openidOf(seed, index), unionid: unionidOf(seed, index) } : {}),
    ...(uses(buyer, 'tmall') ? { tmall: tmallOf(seed, index) } : {}),
    ...(uses(buyer, 'douyin') ? { douyin: douyinOf(seed, index) } : {}),
    ...(buyer.home === 'pos' && index % 3 === 0 ? { card: cardOf(seed, index) } : {}),
  };
}

const sources: Record<Channel, readonly string[]> = {
  miniprogram: ['首页banner', '好友分享', '公众号菜单', '直播间', '包裹卡'],
  tmall: ['旗舰店会员入会', '超级品牌日'],
  douyin: ['直播间', '达人短视频'],
  pos: ['导购推荐', '收银台扫码', '亲子活动'],
  h5: ['公众号推文', '朋友圈广告'],
};

function attributesOf(
  seed: number,
  buyer: Buyer,
  household: Household,
  person: Person,
  householdDay: number,
): Record<string, string> {
  const random = addressDraw.reseed(seed, household.root, ADDRESS);
  const address = drawAddress(random);
  const born = householdDay + (buyer.birthAfterDays ?? 0);
  return {
    source: sources[buyer.home][buyer.index % sources[buyer.home].length] as string,
    ...(buyer.isChannelOnly ? {} : { address }),
    ...(buyer.birthAfterDays !== null && person.gaveBaby ? { babyBirthday: dateOf(born) } : {}),
  };
}

/**
 * The record of a member who joins at `joinedAt` (epoch ms). `householdDay` is the day (since 1970) on which the
 * household's first member joined: birthdays in the family count from it.
 */
export function memberBody(
  seed: number,
  buyer: Buyer,
  household: Household,
  joinedAt: number,
  householdDay: number,
): MemberBody {
  const person = personOf(seed, buyer.index, household, householdDay);
  const store = buyer.home === 'pos' && buyer.store !== null ? stores[buyer.store] : undefined;
  return {
    ...identifiersOf(seed, buyer, person),
    name: person.name,
    gender: person.gender,
    ...(person.birthday ? { birthday: person.birthday } : {}),
    region: (cities[household.city] as { region: string }).region,
    language: 'zh-CN',
    attributes: attributesOf(seed, buyer, household, person, householdDay),
    channel: buyer.home,
    ...(store ? { store: store.id } : {}),
    joinedAt: instantOf(joinedAt),
  };
}

/** What the mini program sends when a marketplace customer ties a phone to the account: one member, two identifiers. */
export function bindingBody(seed: number, buyer: Buyer): MemberBody {
  return {
    ...referenceTo(seed, buyer, buyer.home),
    phone: phoneOf(seed, buyer.index),
    openid: openidOf(seed, buyer.index),
  };
}
