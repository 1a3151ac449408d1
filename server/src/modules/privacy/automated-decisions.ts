import type { AutomatedDecision } from '@shuke/contract';

/**
 * What machines decide about members, for the record of processing (个人信息保护法 24). `rule`: by what everybody is told beforehand, whoever the
 * member is; an opt-out changes nothing. `profile`: by what is known of the member; its module asks `allowsProfiling` first.
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
};

export const readDecisions = (): AutomatedDecision[] =>
  Object.entries(automatedDecisions).map(([code, words]) => ({ code, ...words }));
