import { z } from 'zod';
import { dataKinds } from './data-kinds.ts';
import { endpoint } from './endpoint.ts';
import { recipient } from './recipients.ts';
import { responsible } from './responsible.ts';
import { languages } from './words.ts';

/**
 * What a column holds, as far as people are concerned. `sealed`: personal data that rests sealed. `open`: personal data that
 * stands in clear. `pseudonym`: the number of a member, or what hangs by it. `staff`: about who works here.
 */
export const dataClasses = ['sealed', 'open', 'pseudonym', 'staff', 'business', 'technical'] as const;
export type DataClass = (typeof dataClasses)[number];

const words = z.object({ zh: z.string(), en: z.string() });

export const processingActivity = z.object({
  code: z.string(),
  name: words,
  purpose: words,
  about: z.enum(['members', 'staff']),
  kinds: z.array(z.enum(dataKinds)),
  /** On which ground of 个人信息保护法 13. */
  ground: words,
  retention: words,
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.object({ name: z.string(), class: z.enum(dataClasses) })) }),
  ),
});
export type ProcessingActivity = z.output<typeof processingActivity>;

export const automatedDecision = z.object({
  code: z.string(),
  name: words,
  /** `rule`: alike for everybody. `profile`: by what is known of the member, unless they refuse. */
  basis: z.enum(['rule', 'profile']),
  how: words,
  /** What a refusal of personalisation changes. */
  optOut: words,
});
export type AutomatedDecision = z.output<typeof automatedDecision>;

export const getDataRegister = endpoint({
  method: 'GET',
  path: '/api/privacy/register',
  permission: 'audit.read',
  tag: 'privacy',
  summary:
    'The record of processing: who is responsible, who else gets data, and every column of every table with its class, what it is for, and how long it is kept',
  answer: z.object({
    items: z.array(processingActivity),
    decisions: z.array(automatedDecision),
    responsible: responsible.nullable(),
    recipients: z.array(recipient),
  }),
});

export const getAuditPack = endpoint({
  method: 'GET',
  path: '/api/privacy/audit-pack',
  permission: 'audit.read',
  tag: 'privacy',
  summary: 'All that an audit of data protection asks for, as a zip of tables and texts',
  description:
    'Processing, policies, counts of consents, clocks of requests, breaches, roles, approvals, who is responsible, who else gets data, assessments, and whether the audit trail is whole. It tells of no member but the number under which a request stands.',
  query: z.strictObject({ language: z.enum(languages).default('zh-CN') }),
  answer: z.unknown(),
});
