import { access } from './zh/access.ts';
import { common } from './zh/common.ts';
import { home } from './zh/home.ts';
import { members } from './zh/members.ts';
import { orders } from './zh/orders.ts';
import { privacy } from './zh/privacy.ts';
import { problems } from './zh/problems.ts';
import { shell } from './zh/shell.ts';

export const zh = {
  access,
  common,
  home,
  members,
  orders,
  privacy,
  problems,
  shell,
};
