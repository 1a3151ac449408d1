import type { Messages } from './messages.ts';
import { access } from './en/access.ts';
import { common } from './en/common.ts';
import { home } from './en/home.ts';
import { members } from './en/members.ts';
import { orders } from './en/orders.ts';
import { privacy } from './en/privacy.ts';
import { problems } from './en/problems.ts';
import { shell } from './en/shell.ts';

export const en: Messages = {
  access,
  common,
  home,
  members,
  orders,
  privacy,
  problems,
  shell,
};
