import type { staffStates } from '@shuke/contract';

type State = (typeof staffStates)[number];

export const staff = {
  title: '员工',
  count: (count: string) => `共 ${count} 人`,
  invite: '邀请员工',
  searchLabel: '搜索员工',
  searchPlaceholder: '姓名或邮箱',
  you: '我',
  nobodyFound: '没有符合条件的员工',
  nobodyFoundHint: '换一个名字试试，或去掉条件。',
  clear: '去掉条件',
  onlyYou: '目前只有你一个人',
  onlyYouHint: '邀请同事后，每个人用自己的邮箱登录，只看到角色允许的内容。',
  column: { name: '员工', role: '角色', state: '状态', seenAt: '最近使用', sessions: '登录中的设备', actions: '操作' },
  states: { invited: '待加入', active: '在用', disabled: '停用' } satisfies Record<State, string> as Record<
    State,
    string
  >,
  never: '从未',
  field: { name: '姓名', email: '邮箱', role: '角色', stores: '门店范围' },
  allStores: '全部门店',
  storesHint:
    '选了门店、地区或品牌，就只看得到在这些门店加入或下过单的会员，以及这些门店的订单；地区和品牌包括以后新开的门店。不选则看全部。',
  emailHint: '用它登录，之后不能更改。',
  chooseRole: '选择角色',
  fault: {
    name: '请填写姓名',
    email: '请填写正确的邮箱，例如 li@example.com',
    emailTaken: '这个邮箱已经是一位员工的，请直接修改那位员工，或换一个邮箱',
    role: '请选择角色',
    stores: '店员请至少选择一个门店',
    roleGone: '这个角色刚被删除，请另选一个',
    roleTooMuch: '这个角色能做你自己不能做的事，请另选一个',
    lastOwner: '这是最后一位店主，请先让另一位员工成为店主',
  },
  tooMuch: '权限超出你能给的',
  send: '生成邀请链接',
  edit: '编辑',
  editTitle: (name: string) => `编辑员工：${name}`,
  more: (name: string) => `更多操作：${name}`,
  saved: '已保存，对方下一次操作起生效',
  link: {
    title: (name: string) => `${name} 的专用链接`,
    label: '链接',
    until: (at: string) => `有效期至 ${at}，只能用一次。`,
    once: '链接只显示这一次，离开后无法再看到；丢了可以重新生成，旧链接随即作废。',
    handOver: '请通过微信、短信等只有对方看得到的方式发给对方，不要发在群里：拿到链接的人就能以这个身份登录。',
    done: '已转交',
    gone: '已邀请。链接只在第一次显示，请从“更多”里生成新链接。',
  },
  action: {
    link: '生成新链接',
    signOut: '全部退出登录',
    resetFactors: '重置第二重验证',
    disable: '停用',
    enable: '恢复',
  },
  confirm: {
    link: {
      title: (name: string) => `为 ${name} 生成新链接？`,
      effect:
        '用于邀请链接丢失或忘记密码。之前的链接立即作废；对方用新链接设好密码后，旧密码失效，已登录的设备全部退出。',
    },
    signOut: {
      title: (name: string) => `让 ${name} 在所有设备上退出登录？`,
      effect: '对方需要重新输入密码才能继续使用，未保存的内容会丢失。',
    },
    resetFactors: {
      title: (name: string) => `重置 ${name} 的第二重验证？`,
      effect:
        '用于手机和恢复码都丢了。对方的验证器应用、通行密钥、恢复码和单点登录的关联全部移除，所有设备退出；之后只凭密码登录。请先确认真的是本人。',
    },
    disable: {
      title: (name: string) => `停用 ${name}？`,
      effect: '对方立即退出所有设备，不能再登录。做过的事和记录都保留，之后可以恢复。',
    },
    enable: { title: (name: string) => `恢复 ${name}？`, effect: '对方可以用原来的密码登录，角色和停用前一样。' },
  },
  done: {
    signOut: (count: string) => `已退出 ${count} 台设备`,
    resetFactors: (name: string) => `${name} 的第二重验证已重置`,
    disable: (name: string) => `${name} 已停用`,
    enable: (name: string) => `${name} 已恢复`,
  },
};
