import { access } from './zh/access.ts';
import { account } from './zh/account.ts';
import { approvals } from './zh/approvals.ts';
import { audit } from './zh/audit.ts';
import { common } from './zh/common.ts';
import { factors } from './zh/factors.ts';
import { facts } from './zh/facts.ts';
import { home } from './zh/home.ts';
import { imports } from './zh/imports.ts';
import { keys } from './zh/keys.ts';
import { members } from './zh/members.ts';
import { orders } from './zh/orders.ts';
import { privacy } from './zh/privacy.ts';
import { problems } from './zh/problems.ts';
import { roles } from './zh/roles.ts';
import { shell } from './zh/shell.ts';
import { signInRules } from './zh/sign-in-rules.ts';
import { staff } from './zh/staff.ts';

export const zh = {
  access,
  account,
  approvals,
  audit,
  common,
  factors,
  facts,
  home,
  imports,
  keys,
  members,
  orders,
  privacy,
  problems,
  roles,
  shell,
  signInRules,
  staff,
};
