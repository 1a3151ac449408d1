import type { Language } from '@shuke/contract';
import { account as enAccount } from './en/account.ts';
import { approvals as enApprovals } from './en/approvals.ts';
import { backups as enBackups } from './en/backups.ts';
import { factors as enFactors } from './en/factors.ts';
import { keys as enKeys } from './en/keys.ts';
import { policies as enPolicies } from './en/policies.ts';
import { privacyCentre as enCentre } from './en/privacy-centre.ts';
import { signInRules as enRules } from './en/sign-in-rules.ts';
import { account } from './zh/account.ts';
import { approvals } from './zh/approvals.ts';
import { backups } from './zh/backups.ts';
import { factors } from './zh/factors.ts';
import { keys } from './zh/keys.ts';
import { policies } from './zh/policies.ts';
import { privacyCentre } from './zh/privacy-centre.ts';
import { signInRules } from './zh/sign-in-rules.ts';

// Words of pages that few open come with those pages, in both languages: the first load need not carry them.
export const accountWords = { 'zh-CN': account, en: enAccount } satisfies Record<Language, typeof account>;
export const approvalWords = { 'zh-CN': approvals, en: enApprovals } satisfies Record<Language, typeof approvals>;
export const backupWords = { 'zh-CN': backups, en: enBackups } satisfies Record<Language, typeof backups>;
export const centreWords = { 'zh-CN': privacyCentre, en: enCentre } satisfies Record<Language, typeof privacyCentre>;
export const factorWords = { 'zh-CN': factors, en: enFactors } satisfies Record<Language, typeof factors>;
export const keyWords = { 'zh-CN': keys, en: enKeys } satisfies Record<Language, typeof keys>;
export const policyWords = { 'zh-CN': policies, en: enPolicies } satisfies Record<Language, typeof policies>;
export const ruleWords = { 'zh-CN': signInRules, en: enRules } satisfies Record<Language, typeof signInRules>;
