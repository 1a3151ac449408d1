import type { Messages } from './messages.ts';
import { access } from './en/access.ts';
import { account } from './en/account.ts';
import { approvals } from './en/approvals.ts';
import { audit } from './en/audit.ts';
import { common } from './en/common.ts';
import { factors } from './en/factors.ts';
import { facts } from './en/facts.ts';
import { home } from './en/home.ts';
import { imports } from './en/imports.ts';
import { keys } from './en/keys.ts';
import { members } from './en/members.ts';
import { orders } from './en/orders.ts';
import { privacy } from './en/privacy.ts';
import { problems } from './en/problems.ts';
import { roles } from './en/roles.ts';
import { shell } from './en/shell.ts';
import { signInRules } from './en/sign-in-rules.ts';
import { staff } from './en/staff.ts';

export const en: Messages = {
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
