import { z } from 'zod';
import { attributeName, text } from './common.ts';
import { endpoint } from './endpoint.ts';

export const attributeTypes = ['text', 'number', 'boolean'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/**
 * How delicate a field of the profile is. `ordinary`: shown to whoever sees the member. `personal`: masked until the member is revealed, as every
 * field is that nobody classed. `sensitive` (个人信息保护法 28): kept only of members who consent to the purpose `sensitive`, and hidden, name and
 * all, until the member is revealed.
 */
export const attributeClasses = ['ordinary', 'personal', 'sensitive'] as const;
export type AttributeClass = (typeof attributeClasses)[number];

export const attribute = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  type: z.enum(attributeTypes),
  class: z.enum(attributeClasses),
});
export type Attribute = z.output<typeof attribute>;

export const listAttributes = endpoint({
  method: 'GET',
  path: '/api/attributes',
  permission: 'members.read',
  stores: 'free',
  tag: 'members',
  summary: 'The fields of the profile that the shop has classed',
  answer: z.object({ items: z.array(attribute) }),
});

export const saveAttribute = endpoint({
  method: 'PUT',
  path: '/api/attributes/{code}',
  permission: 'privacy.publish',
  approval: null,
  tag: 'members',
  summary: 'Name and class a field of the profile; its type is chosen once',
  description:
    'A class counts from this call on. What is sensitive from now on is hidden at once, and erased with the consent of its member.',
  params: z.object({ code: attributeName }),
  body: z.strictObject({
    name: text(40),
    nameEn: text(60).nullable().default(null),
    type: z.enum(attributeTypes),
    class: z.enum(attributeClasses),
  }),
  answer: attribute,
});
