import type { DataKind, Words } from '@shuke/contract';

interface Told {
  readonly name: Words;
  readonly purpose: Words;
  /** Of whom: `members`, or people who work here. */
  readonly about: 'members' | 'staff';
  readonly kinds: readonly DataKind[];
  readonly ground: Words;
  readonly retention: Words;
}

const contract: Words = { zh: '订立、履行合同所必需（13 条第 2 项）', en: 'Needed for the contract (PIPL 13.2)' };
const duty: Words = { zh: '履行法定义务（13 条第 3 项）', en: 'Legal duty (PIPL 13.3)' };

/** What the shop does with data, each for a purpose, on a ground, and for how long. */
export const activities = {
  membership: {
    name: { zh: '会员资料', en: 'Member profiles' },
    about: 'members',
    kinds: ['identity', 'contact', 'birthday', 'sensitive', 'other'],
    purpose: {
      zh: '识别会员、提供会员服务；姓名、联系方式和生日用会员自己的密钥加密',
      en: 'To know members and serve them; names, contacts and birthdays are sealed with each member’s own key',
    },
    ground: { zh: '会员同意（13 条第 1 项）及履行合同', en: 'Consent (PIPL 13.1) and the contract' },
    retention: {
      zh: '到会员注销，或按“保存期限”规则长期没有来往为止；资料、标识和密钥届时立即销毁',
      en: 'Until the member is erased, by request or by the rule for inactive members; profile, identifiers and key are then destroyed at once',
    },
  },
  orders: {
    name: { zh: '订单与消费', en: 'Orders and spend' },
    about: 'members',
    kinds: ['orders'],
    purpose: {
      zh: '记录交易、退款和售后，计算消费额',
      en: 'To record sales, refunds and after-sales, and to sum up spend',
    },
    ground: contract,
    retention: {
      zh: '作为账目长期保留，没有自动删除；会员注销后不再能关联到个人',
      en: 'Kept as books, without automatic deletion; after a member is erased they no longer lead to a person',
    },
  },
  loyalty: {
    name: { zh: '积分与等级', en: 'Points and tiers' },
    about: 'members',
    kinds: ['points'],
    purpose: { zh: '计算和核对积分、等级', en: 'To compute and prove points and tiers' },
    ground: contract,
    retention: {
      zh: '作为账目长期保留，没有自动删除；备注随会员注销销毁',
      en: 'Kept as books, without automatic deletion; notes are destroyed when the member is erased',
    },
  },
  tags: {
    name: { zh: '会员标签', en: 'Tags of members' },
    about: 'members',
    kinds: ['behaviour', 'other'],
    purpose: {
      zh: '分类服务会员；用于推荐的标签会员可以查看和移除，移除后不再添加；添加原因用会员自己的密钥加密',
      en: 'To serve members by kind; members see the tags that recommendations use, and what they remove stays off; reasons are sealed with the member’s own key',
    },
    ground: { zh: '会员同意（13 条第 1 项）及履行合同', en: 'Consent (PIPL 13.1) and the contract' },
    retention: {
      zh: '到移除标签或会员注销为止，届时立即删除；会员拒绝的标签保留到注销，以免再次添加',
      en: 'Until a tag is taken off or the member is erased, and then deleted at once; a refusal stays until then, so that the tag is not added again',
    },
  },
  rights: {
    name: { zh: '授权、请求与泄露事件', en: 'Consents, requests and breaches' },
    about: 'members',
    kinds: ['identity', 'contact', 'other'],
    purpose: {
      zh: '证明同意与撤回，以及每次触达依据的同意；办理会员的法定请求，登记泄露事件、责任人、接收方和影响评估',
      en: 'To prove consents and withdrawals, and which consent each contact rested on; to answer requests by law, to record breaches, who is responsible, who else gets data, and assessments',
    },
    ground: duty,
    retention: {
      zh: '作为证明长期保留，没有自动删除（影响评估依法至少 3 年）；触达许可按保存期限删除；同意的证据随会员注销销毁，请求的文字保留',
      en: 'Kept as proof, without automatic deletion (assessments by law for at least 3 years), but for contact permits, which go by their rule of retention; the evidence of consents is destroyed with the member, words of requests stay',
    },
  },
  history: {
    name: { zh: '会员时间线与分析', en: 'Timelines and analysis' },
    about: 'members',
    kinds: ['orders', 'points', 'behaviour'],
    purpose: {
      zh: '说明每一次变化的由来，统计经营指标；同一内容供 ClickHouse 分析，只含编号、金额和时间',
      en: 'To explain every change and to count figures; the same goes to ClickHouse, with numbers, amounts and instants only',
    },
    ground: contract,
    retention: {
      zh: '长期保留，没有自动删除；会员注销后不再能关联到个人',
      en: 'Kept without automatic deletion; after a member is erased it no longer leads to a person',
    },
  },
  imports: {
    name: { zh: '历史订单导入', en: 'Imports of past orders' },
    about: 'members',
    kinds: ['identity', 'contact', 'orders'],
    purpose: { zh: '导入过去的订单并核对结果', en: 'To take past orders in and reconcile them' },
    ground: contract,
    retention: {
      zh: '原文件加密存放，按“保存期限”规则自动删除；导入报告长期保留',
      en: 'The file rests sealed and is dropped by the rule for uploads; the report stays',
    },
  },
  staff: {
    name: { zh: '员工账号与权限', en: 'Staff accounts and permissions' },
    about: 'staff',
    kinds: ['staff', 'credentials'],
    purpose: {
      zh: '让员工登录，按角色限制能看和能做的事',
      en: 'To let staff sign in, and to limit by role what they see and do',
    },
    ground: {
      zh: '人力资源管理及安全保护义务（13 条第 2、3 项，51 条）',
      en: 'Staff management and security (PIPL 13.2, 13.3, 51)',
    },
    retention: {
      zh: '账号停用后保留，用来说明操作记录；密码、验证方式和邀请随更换失效',
      en: 'Kept after an account is disabled, to explain the trail; passwords, factors and invitations end when replaced',
    },
  },
  sessions: {
    name: { zh: '登录状态', en: 'Sessions' },
    about: 'staff',
    kinds: ['staff'],
    purpose: { zh: '保持登录，发现异常登录', en: 'To stay signed in, and to notice strange sign-ins' },
    ground: duty,
    retention: {
      zh: '到期、退出或再次登录时删除；未完成的登录几分钟后删除',
      en: 'Dropped when over, signed out or at the next sign-in; unfinished sign-ins after minutes',
    },
  },
  trail: {
    name: { zh: '操作日志与审批', en: 'Audit trail and approvals' },
    about: 'staff',
    kinds: ['staff'],
    purpose: {
      zh: '说明谁在什么时候做了什么，由谁批准；记录相互链接，不能修改',
      en: 'To tell who did what and when, and who approved it; entries are chained and cannot be altered',
    },
    ground: duty,
    retention: {
      zh: '长期保留，没有自动删除（不少于 6 个月）；会员的内容随注销不再可读',
      en: 'Kept without automatic deletion (at least 6 months); what is a member’s can no longer be read after erasure',
    },
  },
  running: {
    name: { zh: '系统运行', en: 'Running the system' },
    about: 'members',
    kinds: ['identity', 'contact', 'orders', 'points', 'behaviour', 'other'],
    purpose: {
      zh: '保证每一次输入只算一次、断电不丢；输入日志整体加密',
      en: 'So that each input counts once and none is lost; the log of inputs is sealed as a whole',
    },
    ground: duty,
    retention: {
      zh: '输入日志按“保存期限”规则自动删除，注销会员的输入立即清空；其余随运行更新',
      en: 'The log is dropped by the rule for inputs, inputs of erased members are emptied at once; all else changes as it runs',
    },
  },
} as const satisfies Record<string, Told>;

export type Activity = keyof typeof activities;
