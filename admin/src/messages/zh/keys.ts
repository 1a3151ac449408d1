import type { KeyState, Lifetime } from '../../pages/settings/keys/key-life.ts';

export const keys = {
  title: 'API 密钥',
  count: (count: string) => `共 ${count} 把`,
  issue: '签发密钥',
  empty: '还没有 API 密钥',
  emptyHint:
    '收银系统、小程序、网店等系统用密钥调用熟客的接口：录入订单、查询会员、同步积分。给每个系统单独签发一把，只给它需要的权限，停用时互不影响。例如：',
  allOver: '没有有效的密钥',
  docs: '接口文档',
  showOver: (count: string) => `显示已失效的（${count}）`,
  column: {
    name: '名称',
    prefix: '开头',
    permissions: '权限',
    created: '签发',
    expiresAt: '到期',
    lastUsedAt: '最近使用',
    state: '状态',
    actions: '操作',
  },
  states: { good: '有效', expired: '已过期', revoked: '已吊销' } satisfies Record<KeyState, string> as Record<
    KeyState,
    string
  >,
  never: '永不',
  neverUsed: '从未',
  field: { name: '名称', permissions: '权限', lifetime: '有效期', stores: '门店范围' },
  allStores: '全部门店',
  storesHint:
    '这把密钥只看得到在这些门店加入或下过单的会员，以及这些门店的订单，也只能为这些门店录入订单和退款；涉及全部门店的接口会拒绝它，包括修改会员。不选则不限。',
  namePlaceholder: '例如：湖滨店收银系统',
  nameHint: '用哪个系统来命名，以后一眼认出。',
  lifetimes: { 30: '30 天', 90: '90 天', 365: '1 年', never: '永不过期' } satisfies Record<Lifetime, string> as Record<
    Lifetime,
    string
  >,
  neverHint: '永不过期的密钥一旦泄露，会一直有效到被吊销为止。',
  until: (at: string) => `到 ${at} 为止`,
  fault: {
    name: '请填写名称',
    permissions: '请至少勾选一项权限',
    tooMuch: '有你自己没有的权限，不能给出去',
  },
  secret: {
    title: (name: string) => `密钥“${name}”`,
    label: '密钥',
    once: '密钥只显示这一次，请现在就复制到要用它的系统里；丢了只能轮换一把新的。',
    try: '试一下：',
    done: '我已保存',
    gone: '这把密钥已经显示过一次，不会再次显示。没有保存的话，请轮换一把新的。',
  },
  more: (name: string) => `更多操作：${name}`,
  action: { rotate: '轮换', revoke: '吊销' },
  confirm: {
    rotate: {
      title: (name: string) => `轮换密钥“${name}”？`,
      effect: '会得到一把新的，名称和权限不变；旧的一天之内仍然有效，请在这段时间里把系统换成新的。',
    },
    revoke: {
      title: (name: string) => `吊销密钥“${name}”？`,
      effect: '从下一次调用起就会被拒绝，使用它的系统会立即停止工作，而且不能恢复。',
    },
  },
  revoked: (name: string) => `密钥“${name}”已吊销`,
};
