import { z } from 'zod';
import { id, text } from './common.ts';
import { endpoint } from './endpoint.ts';

/** The code of a tag. */
const tagCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a code of small letters, digits and hyphens, e.g. likes-tea');

export const tag = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  /** Members see that they have it, and may remove it. Only such a tag may choose what they are shown or sent (算法推荐管理规定 17). */
  isShown: z.boolean(),
});
export type Tag = z.output<typeof tag>;

/** `refused`: removed at the member's wish; nothing puts it on them again until they allow it. */
export const tagStates = ['held', 'refused'] as const;
export type TagState = (typeof tagStates)[number];

export const memberTag = tag.extend({
  state: z.enum(tagStates),
  /** Since when it stands so. */
  since: z.string(),
  /** Why it was put on the member; null of one that was refused. */
  reason: z.string().nullable(),
  by: z.string(),
});
export type MemberTag = z.output<typeof memberTag>;

const ofMember = z.object({ id });
const onMember = z.object({ id, code: tagCode });
const why = z.strictObject({ reason: text(200) });
/** How the tag stands with the member now; null where they do not have it. */
const standing = z.object({ code: z.string(), state: z.enum(tagStates).nullable() });

export const listTags = endpoint({
  method: 'GET',
  path: '/api/tags',
  permission: 'members.read',
  stores: 'free',
  tag: 'tags',
  summary: 'The tags that members can have',
  answer: z.object({ items: z.array(tag) }),
});
export const countTagged = endpoint({
  method: 'GET',
  path: '/api/tags/count',
  permission: 'members.read',
  tag: 'tags',
  summary: 'How many members have each tag, and how many have refused it',
  description: 'Who has it: GET /api/members with `tag`.',
  answer: z.object({ items: z.array(z.object({ code: z.string(), members: z.int(), refused: z.int() })) }),
});
export const saveTag = endpoint({
  method: 'PUT',
  path: '/api/tags/{code}',
  permission: 'tags.define',
  approval: null,
  tag: 'tags',
  summary: 'Make a tag, or name it anew',
  description:
    'What says something sensitive of a person is no tag: it is a field of the profile with a consent of its own.',
  params: z.object({ code: tagCode }),
  body: z.strictObject({ name: text(40), nameEn: text(60).nullable().default(null), isShown: z.boolean() }),
  answer: tag,
});
export const getMemberTags = endpoint({
  method: 'GET',
  path: '/api/members/{id}/tags',
  permission: 'members.read',
  stores: 'member',
  tag: 'tags',
  summary: 'The tags of a member, with who put them there and why, and those the member has refused',
  params: ofMember,
  answer: z.object({ items: z.array(memberTag) }),
});
export const putTag = endpoint({
  method: 'PUT',
  path: '/api/members/{id}/tags/{code}',
  permission: 'tags.write',
  stores: 'member',
  approval: null,
  tag: 'tags',
  summary: 'Put a tag on a member; one that is there already stays as it is',
  description:
    'A tag that the member has refused is refused with `tag.refused`. The reason of a shown tag is told to the member.',
  params: onMember,
  body: why,
  answer: standing,
});
export const removeTag = endpoint({
  method: 'POST',
  path: '/api/members/{id}/tags/{code}/remove',
  permission: 'tags.write',
  stores: 'member',
  approval: null,
  tag: 'tags',
  summary: 'Take a tag off a member; it may be put there again',
  params: onMember,
  body: why,
  answer: standing,
});
export const getOwnTags = endpoint({
  method: 'GET',
  path: '/api/members/{id}/own-tags',
  permission: 'tags.own',
  stores: 'member',
  tag: 'tags',
  summary: 'What a member is shown of their own tags: since when and why they have them, and which they have refused',
  params: ofMember,
  answer: z.object({
    items: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        nameEn: z.string().nullable(),
        since: z.string(),
        reason: z.string().nullable(),
      }),
    ),
    refused: z.array(
      z.object({ code: z.string(), name: z.string(), nameEn: z.string().nullable(), since: z.string() }),
    ),
  }),
});
export const refuseTag = endpoint({
  method: 'DELETE',
  path: '/api/members/{id}/own-tags/{code}',
  permission: 'tags.own',
  stores: 'member',
  approval: null,
  tag: 'tags',
  summary: 'At the wish of the member: take the tag off at once, and let nothing put it there again',
  params: onMember,
  answer: standing,
});
export const allowTag = endpoint({
  method: 'POST',
  path: '/api/members/{id}/own-tags/{code}/allow',
  permission: 'tags.own',
  stores: 'member',
  approval: null,
  tag: 'tags',
  summary: 'At the wish of the member: let a tag that they refused be put on them again',
  params: onMember,
  answer: standing,
});
