import type { Language } from '@shuke/contract';
import { account as enAccount } from './en/account.ts';
import { approvals as enApprovals } from './en/approvals.ts';
import { audit as enAudit } from './en/audit.ts';
import { backups as enBackups } from './en/backups.ts';
import { consents as enConsents } from './en/consents.ts';
import { facts as enFacts } from './en/facts.ts';
import { factors as enFactors } from './en/factors.ts';
import { fields as enFields } from './en/fields.ts';
import { figureStores as enFigureStores } from './en/figure-stores.ts';
import { handling as enHandling } from './en/handling.ts';
import { imports as enImports } from './en/imports.ts';
import { fieldRights as enFieldRights } from './en/field-rights.ts';
import { memberForm as enMemberForm } from './en/member-form.ts';
import { keys as enKeys } from './en/keys.ts';
import { policies as enPolicies } from './en/policies.ts';
import { privacyCentre as enCentre } from './en/privacy-centre.ts';
import { roles as enRoles } from './en/roles.ts';
import { signInRules as enRules } from './en/sign-in-rules.ts';
import { staff as enStaff } from './en/staff.ts';
import { stores as enStores } from './en/stores.ts';
import { tags as enTags } from './en/tags.ts';
import { account } from './zh/account.ts';
import { approvals } from './zh/approvals.ts';
import { audit } from './zh/audit.ts';
import { backups } from './zh/backups.ts';
import { consents } from './zh/consents.ts';
import { facts } from './zh/facts.ts';
import { factors } from './zh/factors.ts';
import { fields } from './zh/fields.ts';
import { figureStores } from './zh/figure-stores.ts';
import { handling } from './zh/handling.ts';
import { imports } from './zh/imports.ts';
import { fieldRights } from './zh/field-rights.ts';
import { memberForm } from './zh/member-form.ts';
import { keys } from './zh/keys.ts';
import { policies } from './zh/policies.ts';
import { privacyCentre } from './zh/privacy-centre.ts';
import { roles } from './zh/roles.ts';
import { signInRules } from './zh/sign-in-rules.ts';
import { staff } from './zh/staff.ts';
import { stores } from './zh/stores.ts';
import { tags } from './zh/tags.ts';

// Words of pages that few open come with those pages, in both languages: the first load need not carry them.
export const accountWords = { 'zh-CN': account, en: enAccount } satisfies Record<Language, typeof account>;
export const approvalWords = { 'zh-CN': approvals, en: enApprovals } satisfies Record<Language, typeof approvals>;
export const auditWords = { 'zh-CN': audit, en: enAudit } satisfies Record<Language, typeof audit>;
export const backupWords = { 'zh-CN': backups, en: enBackups } satisfies Record<Language, typeof backups>;
export const centreWords = { 'zh-CN': privacyCentre, en: enCentre } satisfies Record<Language, typeof privacyCentre>;
export const consentWords = { 'zh-CN': consents, en: enConsents } satisfies Record<Language, typeof consents>;
export const factorWords = { 'zh-CN': factors, en: enFactors } satisfies Record<Language, typeof factors>;
export const factWords = { 'zh-CN': facts, en: enFacts } satisfies Record<Language, typeof facts>;
export const fieldRightWords = { 'zh-CN': fieldRights, en: enFieldRights } satisfies Record<
  Language,
  typeof fieldRights
>;
export const fieldWords = { 'zh-CN': fields, en: enFields } satisfies Record<Language, typeof fields>;
export const figureStoreWords = { 'zh-CN': figureStores, en: enFigureStores } satisfies Record<
  Language,
  typeof figureStores
>;
export const handlingWords = { 'zh-CN': handling, en: enHandling } satisfies Record<Language, typeof handling>;
export const importWords = { 'zh-CN': imports, en: enImports } satisfies Record<Language, typeof imports>;
export const keyWords = { 'zh-CN': keys, en: enKeys } satisfies Record<Language, typeof keys>;
export const memberFormWords = { 'zh-CN': memberForm, en: enMemberForm } satisfies Record<Language, typeof memberForm>;
export const policyWords = { 'zh-CN': policies, en: enPolicies } satisfies Record<Language, typeof policies>;
export const roleWords = { 'zh-CN': roles, en: enRoles } satisfies Record<Language, typeof roles>;
export const ruleWords = { 'zh-CN': signInRules, en: enRules } satisfies Record<Language, typeof signInRules>;
export const staffWords = { 'zh-CN': staff, en: enStaff } satisfies Record<Language, typeof staff>;
export const storeWords = { 'zh-CN': stores, en: enStores } satisfies Record<Language, typeof stores>;
export const tagWords = { 'zh-CN': tags, en: enTags } satisfies Record<Language, typeof tags>;
