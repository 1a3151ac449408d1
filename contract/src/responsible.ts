import { z } from 'zod';
import { text } from './common.ts';
import { endpoint } from './endpoint.ts';

const line = text(200);

/** Who answers for what the shop does with personal data, and how they are reached (个人信息保护法 17, 52). */
const responsibleBody = z.strictObject({
  /** What the shop is called as a business: the 个人信息处理者. */
  name: text(100),
  contact: line,
  /** Where members send what they ask for by law. */
  requests: line,
  /** The person in charge of personal information; the law asks for one of who processes much. */
  officer: z
    .strictObject({ name: text(60), contact: line })
    .nullable()
    .default(null),
});

export const responsible = z.object({
  ...responsibleBody.shape,
  version: z.int(),
  at: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
});
export type Responsible = z.output<typeof responsible>;

export const getResponsible = endpoint({
  method: 'GET',
  path: '/api/privacy/responsible',
  permission: 'privacy.read',
  stores: 'free',
  tag: 'privacy',
  summary: 'Who is responsible for personal data, as last told; null until somebody has',
  answer: z.object({ responsible: responsible.nullable() }),
});

export const setResponsible = endpoint({
  method: 'PUT',
  path: '/api/privacy/responsible',
  permission: 'privacy.publish',
  approval: null,
  tag: 'privacy',
  summary: 'Tell who is responsible for personal data. What was told before stays as an earlier version',
  body: responsibleBody,
  answer: responsible,
});
