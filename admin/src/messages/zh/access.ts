import type { Granted, ReadyRole } from '@shuke/contract';
import type { PermissionGroup } from '../../format/permission-groups.ts';

interface RoleText {
  name: string;
  /** What who has it is there for, in a sentence. */
  does: string;
}

export const access = {
  settings: '设置',
  noAccess: {
    title: '这一页不对你开放',
    hint: (role: string, permission: string) =>
      `你的角色是“${role}”，没有“${permission}”的权限。需要的话，请店主或管理员在“设置 · 员工”里为你换一个角色。`,
    back: '回到我能看的页面',
  },
  roles: {
    owner: { name: '店主', does: '可以做一切，包括任命其他店主。' },
    admin: { name: '管理员', does: '除了任命和撤换店主，可以做一切。' },
    operator: { name: '运营', does: '查看会员和他们的授权、订单、经营指标和导入结果，不能修改。' },
    marketer: { name: '营销', does: '查看会员和他们的授权、订单和经营指标，管理标签，不能修改其他内容。' },
    analyst: { name: '分析师', does: '只看经营指标，看不到会员和订单。' },
    service: {
      name: '客服',
      does: '查找和修改会员、发放积分、添加标签、记录授权、查看订单，说明原因后查看明文；看不到经营指标。',
    },
    associate: {
      name: '店员',
      does: '只看自己门店的会员和订单，说明原因后查看明文，添加标签、记录授权；看不到其他门店和经营指标。',
    },
    system: { name: '系统管理', does: '查看引擎状态、处理搁置的输入、备份和校验，看不到会员和订单。' },
    security: {
      name: '安全管理',
      does: '管理员工、角色、登录规则和审批，可以把业务权限给别人而不能给自己；看不到会员、订单和操作日志。',
    },
    auditor: { name: '审计', does: '查看员工、角色、API 密钥和操作日志，不能修改，也看不到会员和订单。' },
  } satisfies Record<ReadyRole, RoleText> as Record<ReadyRole, RoleText>,
  list: (words: readonly string[]) => words.join('、'),
  permissions: {
    'members.read': '查看会员',
    'members.reveal': '说明原因后查看一位会员的明文',
    'members.clear': '导出明文文件、签发可见明文的密钥',
    'members.write': '新建和修改会员',
    'points.write': '发放积分',
    'tags.write': '给会员添加和移除标签',
    'tags.define': '新建和修改标签',
    'tags.own': '按会员本人意愿移除标签（会员端）',
    'events.write': '上报会员行为',
    'orders.read': '查看订单',
    'orders.write': '录入订单和退款',
    'insight.read': '查看经营指标',
    'imports.read': '查看导入',
    'imports.write': '导入文件',
    'system.read': '查看引擎状态',
    'system.write': '重放搁置的输入、拨动时钟',
    'staff.read': '查看员工',
    'staff.write': '邀请和管理员工',
    'owners.write': '任命和撤换店主',
    'roles.read': '查看角色',
    'roles.write': '新建和修改角色',
    'roles.give': '给别人自己没有的业务权限',
    'keys.read': '查看 API 密钥',
    'keys.write': '签发和吊销 API 密钥',
    'rules.write': '修改登录安全规则',
    'audit.read': '查看操作日志',
    'backups.read': '查看备份',
    'backups.write': '备份和校验',
    'privacy.read': '查看授权与政策',
    'privacy.write': '记录会员的同意和撤回',
    'privacy.publish': '发布政策版本',
    'privacy.copy': '导出单个会员的全部资料',
    'privacy.erase': '删除会员的个人资料',
    'privacy.incidents': '查看和登记泄露事件',
    'contacts.read': '查看触达许可',
    'contacts.write': '申请和使用触达许可',
    'approvals.read': '查看审批',
    'approvals.decide': '批准和拒绝',
    'approvals.write': '修改审批规则',
  } satisfies Record<Granted, string> as Record<Granted, string>,
  groups: {
    members: '会员',
    orders: '订单',
    privacy: '隐私',
    insight: '数据',
    imports: '导入',
    approvals: '审批',
    settings: '设置',
    system: '系统',
  } satisfies Record<PermissionGroup, string> as Record<PermissionGroup, string>,
  notYours: '你不能给出这项权限',
  someNotYours: '灰色的是你不能给出的权限。',
  tickAll: (group: string) => `全选“${group}”`,
  everything: '全部权限',
  andMore: (first: string, all: number, _rest: number) => `${first} 等 ${all} 项`,
};
