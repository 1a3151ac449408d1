import type { AutomatedDecision } from '@shuke/contract';
import type { Fact, Scope } from '../../engine/index.ts';
import type { ConsentRules } from './consent.ts';

/**
 * What machines decide about members, for the record of processing (个人信息保护法 24). `rule`: by what everybody is told beforehand, whoever the
 * member is; an opt-out changes nothing. `profile`: by what is known of the member; its module asks `allowsProfiling` first, and a fact of
 * that kind about a member who does not allow it refuses the whole input (`mustAllowProfiling`).
 */
export const automatedDecisions = {
  points: {
    name: { zh: '积分', en: 'Points' },
    basis: 'rule',
    how: {
      zh: '按付款金额给积分，退款时按比例冲回，对所有会员相同',
      en: 'Earned by what was paid and taken back with refunds, alike for all members',
    },
    optOut: {
      zh: '关闭个性化后不变：不依据画像，只依据本人的订单',
      en: 'Unchanged by an opt-out: it rests on the member’s own orders, not on a profile',
    },
  },
  tiers: {
    name: { zh: '会员等级', en: 'Tiers' },
    basis: 'rule',
    how: {
      zh: '按近 12 个月消费与公布的门槛升级，到期复核，对所有会员相同；每次变化在时间线上写明依据',
      en: 'By the spend of 12 months against published thresholds, reviewed when it runs out, alike for all members; the timeline tells why',
    },
    optOut: {
      zh: '关闭个性化后不变：不依据画像。会员可以要求解释，也可以要求人工处理',
      en: 'Unchanged by an opt-out, as no profile is used. A member can ask for an explanation and for a person to look',
    },
  },
  contacts: {
    name: { zh: '触达许可', en: 'Contact permits' },
    basis: 'rule',
    how: {
      zh: '每次触达前按本人当时的同意、撤回与请求判断，对所有会员相同；拒绝写明原因',
      en: 'Before each contact, by what the member consented to, withdrew and asked for until then, alike for all members; a refusal tells why',
    },
    optOut: {
      zh: '关闭个性化后，凡按画像挑选的触达一律拒绝，未使用的许可立即停止',
      en: 'After an opt-out, contacts that were chosen by a profile are refused, and permits for them that were not used are stopped at once',
    },
  },
} as const satisfies Record<string, Omit<AutomatedDecision, 'code'>>;

/** Of each kind of fact about a member, which decision it states; `told`: what somebody did or said. A new kind stands here before it can be committed. */
export const decidedBy: Readonly<Record<string, keyof typeof automatedDecisions | 'told'>> = {
  'points.posted': 'points',
  'tier.changed': 'tiers',
  'member.joined': 'told',
  'member.updated': 'told',
  'member.erased': 'told',
  'identifier.added': 'told',
  'order.placed': 'told',
  'order.paid': 'told',
  'order.shipped': 'told',
  'order.completed': 'told',
  'order.cancelled': 'told',
  'order.refunded': 'told',
  'behaviour.recorded': 'told',
  'consent.given': 'told',
  'consent.withdrawn': 'told',
  'tag.added': 'told',
  'tag.removed': 'told',
  'tag.refused': 'told',
  'tag.allowed': 'told',
  'request.opened': 'told',
  'request.closed': 'told',
  'contact.permitted': 'contacts',
  'contact.refused': 'contacts',
  'contact.stopped': 'contacts',
  'contact.expired': 'contacts',
  'contact.used': 'told',
};

/** By what each module decides about members: what it answers counts, and what it has others do, also where it states no fact. A new module stands here first. */
export const decidesBy: Readonly<Record<string, AutomatedDecision['basis'] | 'nothing'>> = {
  access: 'nothing',
  activity: 'nothing',
  backup: 'nothing',
  imports: 'nothing',
  insight: 'nothing',
  loyalty: 'rule',
  members: 'nothing',
  privacy: 'rule',
  tags: 'nothing',
};

/** Kinds of facts that state a decision by a profile. What ends with an opt-out, such as leaving a segment, states none. */
export const guardedKinds: readonly string[] = kindsByProfile(automatedDecisions, decidedBy);

export function kindsByProfile(
  decisions: Readonly<Record<string, Pick<AutomatedDecision, 'basis'>>>,
  kinds: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(kinds).filter((kind) => decisions[kinds[kind]!]?.basis === 'profile');
}

/** Follows each of those kinds in its own turn: whoever forgot to ask is set aside as a whole, and nothing of it holds. */
export const mustAllowProfiling =
  (rules: ConsentRules) =>
  (scope: Scope, { kind, subject }: Fact): void => {
    if (subject > 0 && !rules.allowsProfiling(scope, subject))
      throw new Error(
        `${kind} decides about member ${subject} by a profile, and they do not allow it: ask allowsProfiling first`,
      );
  };

export const readDecisions = (): AutomatedDecision[] =>
  Object.entries(automatedDecisions).map(([code, words]) => ({ code, ...words }));
