import type { Messages } from './messages.ts';
import { common } from './en/common.ts';
import { facts } from './en/facts.ts';
import { home } from './en/home.ts';
import { imports } from './en/imports.ts';
import { members } from './en/members.ts';
import { orders } from './en/orders.ts';
import { problems } from './en/problems.ts';
import { shell } from './en/shell.ts';

export const en: Messages = { common, facts, home, imports, members, orders, problems, shell };
