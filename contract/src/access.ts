import { z } from 'zod';
import { cursorQuery, exactText, id, instant, listOf, text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { fieldRights } from './field-rights.ts';
import { fieldChange } from './personal.ts';
import { keyPermissions, permissions } from './permission.ts';
import { languages } from './words.ts';

const granted = z.enum(permissions);
const email = z.email('must be an e-mail address, e.g. li@example.com').max(200).toLowerCase();
/** Code of a role: of a ready one, or of one that staff made. */
export const roleCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be small letters, digits and hyphens, beginning with a letter, at most 40');

export const PASSWORD_MIN = 10;
const newPassword = exactText(200).min(PASSWORD_MIN, `must have at least ${PASSWORD_MIN} characters`);

/** Who is signed in, with all that the role allows. */
export const me = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role: z.string(),
  roleName: z.string().nullable(),
  permissions: z.array(granted),
  /** The stores the person is limited to now; empty where they see all. Of a region or brand without any, it is one without a name. */
  stores: z.array(z.string()),
  /** What is seen and edited of members, field by field, where it is not as usual. */
  fields: fieldRights,
  /** The shop asks for a second factor and there is none yet: nothing else is allowed before. */
  needsFactor: z.boolean(),
});
export type Me = z.output<typeof me>;

/** What can be asked for beside the password. */
export const secondFactors = ['totp', 'passkey', 'recovery-code'] as const;
export type SecondFactor = (typeof secondFactors)[number];
/** The password was right; one of these comes next, with the challenge, within five minutes. */
export const secondFactorAsked = z.object({ secondFactor: z.array(z.enum(secondFactors)), challenge: z.string() });
const signedIn = z.union([me, secondFactorAsked]);

export const signIn = endpoint({
  method: 'POST',
  path: '/api/session',
  permission: 'public',
  approval: null,
  tag: 'access',
  summary: 'Sign in; the session is an HttpOnly cookie',
  body: z.strictObject({ email: exactText(200), password: exactText(200) }),
  answer: signedIn,
});
export const getSession = endpoint({
  method: 'GET',
  path: '/api/session',
  permission: 'public',
  tag: 'access',
  summary: 'Who is signed in, or null',
  answer: z.object({ staff: me.nullable() }),
});
export const signOut = endpoint({
  method: 'DELETE',
  path: '/api/session',
  permission: 'public',
  approval: null,
  tag: 'access',
  summary: 'Sign out',
  answer: z.object({}),
});
export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/api/session/invitation',
  permission: 'public',
  approval: null,
  tag: 'access',
  summary: 'Choose a password with the link of an invitation, and sign in',
  body: z.strictObject({ token: exactText(100), password: newPassword }),
  answer: signedIn,
});
export const changePassword = endpoint({
  method: 'PUT',
  path: '/api/session/password',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'Change one’s own password; other sessions of one’s own end',
  body: z.strictObject({ password: exactText(200), newPassword }),
  answer: z.object({}),
});

/** One sign-in on one device. */
export const session = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  /** What the browser calls itself, and the address it came from. */
  device: z.string(),
  address: z.string(),
  createdAt: z.string(),
  seenAt: z.string(),
});
export const listSessions = endpoint({
  method: 'GET',
  path: '/api/sessions',
  permission: 'self',
  tag: 'access',
  summary: 'One’s own sessions',
  answer: z.object({ items: z.array(session) }),
});
export const endSession = endpoint({
  method: 'DELETE',
  path: '/api/sessions/{id}',
  permission: 'self',
  approval: null,
  tag: 'access',
  summary: 'End one of one’s own sessions',
  params: z.object({ id: exactText(60) }),
  answer: z.object({}),
});

/** `invited` until a password was chosen; `disabled` cannot sign in. */
export const staffStates = ['invited', 'active', 'disabled'] as const;
/** What somebody is limited to, taken together: nobody else’s members and orders are there for them. All empty: all stores. */
const limits = {
  stores: z.array(text(40)).max(100, 'must name at most 100 stores'),
  /** All stores that are of them, those to come too. */
  regions: z.array(text(40)).max(100, 'must name at most 100 regions'),
  brands: z.array(text(40)).max(100, 'must name at most 100 brands'),
};

export const staffMember = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role: z.string(),
  roleName: z.string().nullable(),
  stores: z.array(z.string()),
  regions: z.array(z.string()),
  brands: z.array(z.string()),
  state: z.enum(staffStates),
  createdAt: z.string(),
  seenAt: z.string().nullable(),
  sessions: z.int(),
  factors: z.array(z.enum(['totp', 'passkey', 'single-sign-on'])),
});
export type StaffMember = z.output<typeof staffMember>;

/** The link with which a password is chosen; the token is shown only once. */
export const invitation = z.object({ token: z.string(), expiresAt: z.string() });

export const listStaff = endpoint({
  method: 'GET',
  path: '/api/staff',
  permission: 'staff.read',
  tag: 'access',
  summary: 'Everybody who may sign in, or might',
  answer: z.object({ items: z.array(staffMember) }),
});
export const inviteStaff = endpoint({
  method: 'POST',
  path: '/api/staff',
  permission: 'staff.write',
  approval: 'staff.change',
  tag: 'access',
  summary: 'Invite somebody; a role may be given only by who has all it allows',
  body: z.strictObject({
    email,
    name: text(100),
    role: roleCode,
    stores: limits.stores.default([]),
    regions: limits.regions.default([]),
    brands: limits.brands.default([]),
  }),
  answer: z.object({
    staff: staffMember,
    /** Told once: null where the same call is answered again. */
    invitation: invitation.nullable(),
  }),
});
export const changeStaff = endpoint({
  method: 'PUT',
  path: '/api/staff/{id}',
  permission: 'staff.write',
  approval: 'staff.change',
  tag: 'access',
  summary: 'Change name or role, or let somebody in or keep them out; holds from their next request on',
  params: z.object({ id }),
  /** Limits that are left out stay as they are. */
  body: z.strictObject({
    name: text(100),
    role: roleCode,
    stores: limits.stores.optional(),
    regions: limits.regions.optional(),
    brands: limits.brands.optional(),
    isDisabled: z.boolean(),
  }),
  answer: staffMember,
});
export const reinviteStaff = endpoint({
  method: 'POST',
  path: '/api/staff/{id}/invitation',
  permission: 'staff.write',
  approval: null,
  tag: 'access',
  summary: 'A new link to choose a password: for who lost the first one, or the password',
  params: z.object({ id }),
  answer: invitation,
});
export const endStaffSessions = endpoint({
  method: 'DELETE',
  path: '/api/staff/{id}/sessions',
  permission: 'staff.write',
  approval: null,
  tag: 'access',
  summary: 'Sign somebody out everywhere',
  params: z.object({ id }),
  answer: z.object({ ended: z.int() }),
});

export const role = z.object({
  code: z.string(),
  /** Of roles that staff made; the ready ones are named by the screen. */
  name: z.string().nullable(),
  isReady: z.boolean(),
  permissions: z.array(granted),
  /** Fields of members that are not seen and edited as usual; ready roles have none. */
  fields: fieldRights,
  staff: z.int(),
});
export type Role = z.output<typeof role>;
export const listRoles = endpoint({
  method: 'GET',
  path: '/api/roles',
  permission: 'roles.read',
  tag: 'access',
  summary: 'Ready roles first, then one’s own',
  answer: z.object({ items: z.array(role) }),
});
export const saveRole = endpoint({
  method: 'PUT',
  path: '/api/roles/{code}',
  permission: 'roles.write',
  approval: 'roles.change',
  tag: 'access',
  summary: 'Make or change a role of one’s own; holds from the next request of each who has it',
  params: z.object({ code: roleCode }),
  description:
    'A field of members is `hidden`, `masked`, `reveal` (masked until a member is revealed, which is usual) or `clear`, and can be edited or not. What is hidden is not edited, searched or filtered by either. Without `fields` they stay as they are.',
  body: z.strictObject({
    name: text(60),
    permissions: z.array(granted).min(1, 'must name at least one permission'),
    fields: fieldRights.optional(),
  }),
  answer: role,
});
export const dropRole = endpoint({
  method: 'DELETE',
  path: '/api/roles/{code}',
  permission: 'roles.write',
  approval: 'roles.change',
  tag: 'access',
  summary: 'Drop a role of one’s own that nobody has',
  params: z.object({ code: roleCode }),
  answer: z.object({}),
});

export const apiKey = z.object({
  id,
  name: z.string(),
  /** The first characters of the secret, to tell keys apart. */
  prefix: z.string(),
  permissions: z.array(granted),
  stores: z.array(z.string()),
  regions: z.array(z.string()),
  brands: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKey = z.output<typeof apiKey>;
/** The secret is shown only once: null where the same call is answered again. */
const issued = z.object({ key: apiKey, secret: z.string().nullable() });
export const listKeys = endpoint({
  method: 'GET',
  path: '/api/keys',
  permission: 'keys.read',
  tag: 'access',
  summary: 'API keys, newest first; revoked and expired ones too',
  answer: z.object({ items: z.array(apiKey) }),
});
export const issueKey = endpoint({
  method: 'POST',
  path: '/api/keys',
  permission: 'keys.write',
  approval: 'keys.issue',
  tag: 'access',
  summary: 'Issue an API key; it may be allowed only what its issuer may do',
  body: z.strictObject({
    name: text(60),
    permissions: z.array(z.enum(keyPermissions)).min(1, 'must name at least one permission'),
    stores: limits.stores.default([]),
    regions: limits.regions.default([]),
    brands: limits.brands.default([]),
    expiresAt: instant.nullable().default(null),
  }),
  answer: issued,
});
export const rotateKey = endpoint({
  method: 'POST',
  path: '/api/keys/{id}/rotate',
  permission: 'keys.write',
  approval: null,
  tag: 'access',
  summary: 'A new secret for the same key; the old one is good for another day',
  params: z.object({ id }),
  answer: issued,
});
export const revokeKey = endpoint({
  method: 'DELETE',
  path: '/api/keys/{id}',
  permission: 'keys.write',
  approval: null,
  tag: 'access',
  summary: 'Refuse a key, and the secret before it, from the next request on',
  params: z.object({ id }),
  answer: apiKey,
});

/** One thing that was done: by whom, from where, to what, and each field before and after. */
export const auditEntry = z.object({
  id,
  at: z.string(),
  by: z.object({ id: z.string(), name: z.string(), address: z.string() }),
  /** An input of the engine (`staff.change`), or a call (`POST /api/imports/{id}/run`). */
  action: z.string(),
  /** The things that changed, as `member:10001`; the address, of a call. */
  objects: z.array(z.string()),
  changes: z.array(fieldChange),
  reason: z.string().nullable(),
});
export type AuditEntry = z.output<typeof auditEntry>;
const auditFilter = {
  by: exactText(100).optional(),
  action: exactText(100).optional(),
  object: exactText(200).optional(),
  from: instant.optional(),
  until: instant.optional(),
};
export const listAudit = endpoint({
  method: 'GET',
  path: '/api/audit',
  permission: 'audit.read',
  tag: 'access',
  summary: 'What staff and API keys did, newest first',
  query: z.strictObject({ ...cursorQuery, ...auditFilter }),
  answer: listOf(auditEntry),
});
const auditExport = {
  ...auditFilter,
  format: z.enum(['csv', 'jsonl']).default('csv'),
  /** Of the sentence in each line; the other fields are as the API tells them. */
  language: z.enum(languages).default('zh-CN'),
};
export const askAuditExport = endpoint({
  method: 'POST',
  path: '/api/audit/export',
  permission: 'audit.read',
  approval: 'audit.export',
  tag: 'access',
  summary:
    'Ask for a file of the entries the filters match, with a reason; the answer says where to take it from, once',
  body: z.strictObject({ ...auditExport, reason: text(200) }),
  answer: z.object({ address: z.string() }),
});
export const exportAudit = endpoint({
  method: 'GET',
  path: '/api/audit/export',
  permission: 'audit.read',
  tag: 'access',
  summary:
    'The entries the same filters match, oldest first, each with what its hash was made of: CSV, or a JSON a line',
  description:
    '`hash` is the base64 of SHA-256 over the JSON `[previousHash, number, milliseconds of at, by, action, objects, digest]`, and `previousHash` that of the entry before (empty for the first). `audit verify --file` checks a file of JSON lines without the database.',
  query: z.strictObject({
    ...auditExport,
    /** As POST /api/audit/export answered. */
    export: id.optional(),
  }),
});
