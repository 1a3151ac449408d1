import type { Words } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { readRules } from './approvals-views.ts';
import { readRoles } from './views.ts';

const word = (zh: string, en: string): Words => ({ zh, en });

/** What an audit asks of access: who may do what, what has to be approved, and what was. */
export async function auditTables(pool: Database) {
  const [roles, rules, approvals] = await Promise.all([
    readRoles(pool),
    readRules(pool),
    rowsOf<{ kind: string; state: string; count: number }>(
      pool,
      'select kind, state, count(*)::int as count from access.approval group by kind, state order by kind, state',
    ),
  ]);
  return [
    {
      title: word('角色与权限', 'Roles and permissions'),
      columns: [
        word('角色', 'Role'),
        word('名称', 'Name'),
        word('内置', 'Ready-made'),
        word('员工数', 'Staff'),
        word('权限', 'Permissions'),
      ],
      rows: roles.map(({ code, name, isReady, staff, permissions }) => [
        code,
        name,
        isReady ? word('是', 'Yes') : word('否', 'No'),
        staff,
        permissions.join(' '),
      ]),
    },
    {
      title: word('审批规则', 'Rules of approval'),
      columns: [
        word('类别', 'Kind'),
        word('批准人数', 'Approvals needed'),
        word('起点', 'From'),
        word('有效小时', 'Within hours'),
      ],
      rows: rules.map(({ kind, approvers, from, hours }) => [kind, approvers, from, hours]),
    },
    {
      title: word('审批统计', 'Counts of approvals'),
      columns: [word('类别', 'Kind'), word('结果', 'State'), word('数量', 'Count')],
      rows: approvals.map(({ kind, state, count }) => [kind, state, count]),
    },
  ];
}
