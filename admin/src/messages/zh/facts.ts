import type { RequestKind, RequestState } from '@shuke/contract';

export const facts = {
  'order.placed': (order: string, amount: string, goods: string) =>
    `下单 ${order}，${amount}${goods === '' ? '' : `：${goods}`}`,
  'order.paid': (order: string, amount: string, goods: string) =>
    `付款 ${amount}，订单 ${order}${goods === '' ? '' : `：${goods}`}`,
  'order.shipped': (order: string) => `订单 ${order} 已发货`,
  'order.completed': (order: string) => `订单 ${order} 已完成`,
  'order.cancelled': (order: string) => `订单 ${order} 已取消`,
  'order.refunded': (order: string, amount: string) => `退款 ${amount}，订单 ${order}`,
  'order.refundedInFull': (order: string, amount: string) => `全额退款 ${amount}，订单 ${order}`,
  'points.earned': (points: string, balance: string) => `获得 ${points} 积分，余额 ${balance}`,
  'points.reversed': (points: string, balance: string) => `冲回 ${points} 积分，余额 ${balance}`,
  'points.granted': (points: string, balance: string) => `手工发放 ${points} 积分，余额 ${balance}`,
  'tier.rose': (from: string, to: string, spend: string) => `等级由 ${from} 升为 ${to}（近 12 个月消费 ${spend}）`,
  'tier.fell': (from: string, to: string, spend: string) => `等级由 ${from} 降为 ${to}（近 12 个月消费 ${spend}）`,
  'member.joined': (channel: string, by: string) =>
    `加入会员${channel === '' ? '' : `，来自${channel}`}${by === '' ? '' : `（凭${by}）`}`,
  'member.updated': (fields: string) => `更新资料：${fields}`,
  'identifier.added': (kind: string) => `新增标识：${kind}`,
  'consent.given': (what: string, policy: string) => `同意${what}${policy === '' ? '' : `，依据${policy}`}`,
  'consent.withdrawn': (what: string) => `撤回对${what}的同意`,
  'request.opened': (asked: string) => `提出请求：${asked}`,
  'request.closed': (asked: string, outcome: string) => `请求${outcome}：${asked}`,
  'member.erased': '个人资料已依法删除',
  requests: {
    access: '查阅',
    copy: '复制、转移',
    correct: '更正',
    delete: '删除',
    object: '拒绝、限制',
    explain: '解释说明',
  } satisfies Record<RequestKind, string> as Record<RequestKind, string>,
  outcomes: { open: '待办理', done: '已办理', refused: '已拒绝' } satisfies Record<RequestState, string> as Record<
    RequestState,
    string
  >,
  other: (kind: string) => `事件 ${kind}`,
  goods: (first: string, count: number) => (count > 1 ? `${first} 等 ${count} 种` : first),
  because: {
    order: (order: string) => `因订单 ${order}`,
    refund: (order: string) => `因订单 ${order} 退款`,
    window: '因 12 个月前的消费不再计入',
    grant: '员工操作',
  },
  behaviour: {
    product_viewed: (what: string) => `浏览 ${what}`,
    product_added: (what: string) => `加购 ${what}`,
    checkout_started: (what: string) => `去结算 ${what}`,
    checkin: (_what: string) => '签到',
    share: (what: string) => `分享 ${what}`,
    content_viewed: (what: string) => `阅读 ${what}`,
    review_submitted: (what: string) => `评价 ${what}`,
  } as Readonly<Record<string, (what: string) => string>>,
  didOther: (event: string, what: string) => `行为 ${event}${what === '' ? '' : `：${what}`}`,
  somewhere: '商品',
  fields: {
    sensitive: '敏感字段',
    name: '姓名',
    gender: '性别',
    birthday: '生日',
    region: '地区',
    language: '语言',
    joinedAt: '加入时间',
  } as Readonly<Record<string, string>>,
};
