import { common } from './zh/common.ts';
import { facts } from './zh/facts.ts';
import { home } from './zh/home.ts';
import { imports } from './zh/imports.ts';
import { members } from './zh/members.ts';
import { orders } from './zh/orders.ts';
import { problems } from './zh/problems.ts';
import { shell } from './zh/shell.ts';

export const zh = { common, facts, home, imports, members, orders, problems, shell };
