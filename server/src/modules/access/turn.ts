import { type SignInRules, isReadyRole } from '@shuke/contract';
import { type Inputs, type Reader, type Scope, turnModule } from '../../engine/index.ts';
import type { KeyRing } from '../../platform/crypto/index.ts';
import { Problem } from '../../platform/problem.ts';
import { ownChanges } from './approvals-turn.ts';
import { auditStores, keepTrail } from './audit.ts';
import { BOOK, type Book, type Key, type Limits, type OwnRole, type Person, book, emptyBook } from './book.ts';
import { type Mine, type Rights, allowedBy, fieldsBy, givesOf, mustHave, rightsOf } from './roles.ts';

/** All that the caller may do: nobody gives what they lack, but for who has `roles.give`, and they not to themselves. */
type ByCaller = Mine & { readonly caller: string };

/** Those that are given, and of the others those of before. */
const limitsOf = (given: Partial<Limits>, { stores, regions, brands }: Limits): Limits => ({
  stores: given.stores ?? stores,
  regions: given.regions ?? regions,
  brands: given.brands ?? brands,
});
const noLimits: Limits = { stores: [], regions: [], brands: [] };

declare module '../../engine/input.ts' {
  interface Inputs {
    /** `call` tells the call that made the person from one that is answered again. */
    'staff.invite': Pick<Person, 'email' | 'name' | 'role' | 'stores'> &
      Partial<Limits> & { readonly call: string } & ByCaller;
    /** What is left out of the limits stays. */
    'staff.change': Pick<Person, 'id' | 'name' | 'role' | 'isDisabled'> & Partial<Limits> & ByCaller;
    /** Somebody chose a first password. */
    'staff.join': Pick<Person, 'id'>;
    /** Fields that are left out stay. */
    'role.save': Omit<OwnRole, 'fields'> & Partial<Pick<OwnRole, 'fields'>> & ByCaller;
    'role.drop': Pick<OwnRole, 'code'> & ByCaller;
    /** Who holds a key has what it may do: nobody issues one that may do more than they. */
    'key.issue': Pick<Key, 'name' | 'permissions' | 'hash' | 'prefix' | 'createdBy' | 'expiresAt'> &
      Partial<Limits> &
      ByCaller;
    /** The secret before is good until `previousUntil`; `now` is when it was asked, as keys go by real time. Epoch milliseconds. */
    'key.rotate': Pick<Key, 'id' | 'hash' | 'prefix'> & {
      readonly now: number;
      readonly previousUntil: number;
    } & ByCaller;
    'key.revoke': Pick<Key, 'id'>;
    'rules.change': SignInRules;
  }
}

const needsBook = () => [[book, BOOK] as const];
const open = (read: Reader): Book => read.get(book, BOOK) ?? emptyBook;

function allowedIn(code: string, { roles }: Book): Rights {
  const own = roles.find((one) => one.code === code);
  return { permissions: allowedBy(code, own?.permissions), fields: fieldsBy(code, own?.fields) };
}

function roleOf(code: string, all: Book): Rights {
  if (!isReadyRole(code) && !all.roles.some((one) => one.code === code))
    throw new Problem('role.unknown', `There is no role ${code}. GET /api/roles lists them.`, {
      faults: [{ field: 'role', message: 'is no role: GET /api/roles lists them' }],
    });
  return allowedIn(code, all);
}

function personOf(id: number, { staff }: Book): Person {
  const found = staff.find((one) => one.id === id);
  if (!found) throw new Problem('staff.unknown', `There is nobody ${id}. GET /api/staff lists everybody.`);
  return found;
}

const callerOf = ({ id }: Person): string => `staff:${id}`;
const isOwner = (one: Person): boolean => one.role === 'owner' && one.hasJoined && !one.isDisabled;

function keyOf(id: number, { keys }: Book): Key {
  const found = keys.find((one) => one.id === id);
  if (!found) throw new Problem('key.unknown', `There is no API key ${id}. GET /api/keys lists them.`);
  return found;
}

const replaced = <T extends { readonly id: number }>(all: readonly T[], changed: T): T[] =>
  all.map((one) => (one.id === changed.id ? changed : one));

/** Who is of some stores names them, and nobody shuts out those who mend what is wrong. */
function mustFit(role: string, { stores, regions, brands }: Limits): void {
  const count = stores.length + regions.length + brands.length;
  const message =
    role === 'associate' && count === 0
      ? 'must name at least one store, region or brand for this role'
      : role === 'owner' && count > 0
        ? 'must be empty for an owner, who sees all stores; and so must regions and brands'
        : undefined;
  if (message !== undefined)
    throw new Problem('request.invalid', `stores ${message}.`, { faults: [{ field: 'stores', message }] });
}

function invite(scope: Scope, asked: Inputs['staff.invite']) {
  const { email, name, role, call } = asked;
  const all = open(scope);
  const allowed = roleOf(role, all);
  mustHave(givesOf(asked), allowed);
  const limits = limitsOf(asked, noLimits);
  mustFit(role, limits);
  if (all.staff.some((one) => one.email === email))
    throw new Problem('staff.email-taken', `${email} signs in already. Change that person, or use another e-mail.`, {
      faults: [{ field: 'email', message: 'signs in already: change that person, or use another e-mail' }],
    });
  const id = scope.newId();
  const joining = { isDisabled: false, hasJoined: false, createdAt: scope.now };
  const person: Person = { id, email, name, role, ...limits, ...joining };
  scope.set(book, BOOK, { ...all, staff: [...all.staff, person] });
  return { id, call, allowed };
}

function change(scope: Scope, asked: Inputs['staff.change']) {
  const { id, name, role, isDisabled } = asked;
  const all = open(scope);
  const before = personOf(id, all);
  // A role that was dropped since allows nothing, and so may be changed by anybody.
  const gives = asked.caller === callerOf(before) ? rightsOf(asked) : givesOf(asked);
  mustHave(gives, allowedIn(before.role, all));
  mustHave(gives, roleOf(role, all));
  const limits = limitsOf(asked, before);
  mustFit(role, limits);
  const person: Person = { ...before, name, role, ...limits, isDisabled };
  const staff = replaced(all.staff, person);
  if (isOwner(before) && !staff.some(isOwner))
    throw new Problem(
      'staff.last-owner',
      'This is the last owner who can sign in: nobody could mend it. Make somebody else an owner first.',
      { faults: [{ field: isDisabled ? 'isDisabled' : 'role', message: 'there must be another owner first' }] },
    );
  scope.set(book, BOOK, { ...all, staff });
  return { id };
}

function join(scope: Scope, { id }: Pick<Person, 'id'>) {
  const all = open(scope);
  scope.set(book, BOOK, { ...all, staff: replaced(all.staff, { ...personOf(id, all), hasJoined: true }) });
  return { id };
}

function saveRole(scope: Scope, asked: Inputs['role.save']) {
  const { code, name, permissions, caller } = asked;
  const all = open(scope);
  mustNotBeReady(code);
  const isOwn = all.staff.some((one) => one.role === code && caller === callerOf(one));
  const gives = isOwn ? rightsOf(asked) : givesOf(asked);
  const fields = asked.fields ?? all.roles.find((one) => one.code === code)?.fields ?? {};
  mustHave(gives, allowedIn(code, all));
  mustHave(gives, { permissions, fields });
  const roles = [...all.roles.filter((one) => one.code !== code), { code, name, permissions, fields }];
  scope.set(book, BOOK, { ...all, roles });
  return { code };
}

function dropRole(scope: Scope, asked: Inputs['role.drop']) {
  const { code } = asked;
  const all = open(scope);
  mustNotBeReady(code);
  mustHave(givesOf(asked), roleOf(code, all));
  const holders = all.staff.filter((one) => one.role === code);
  if (holders.length > 0)
    throw new Problem(
      'role.in-use',
      `${holders.length} of the staff have the role ${code}, e.g. ${holders[0]!.email}. Give them another one first.`,
    );
  const factorRoles = all.rules.factorRoles.filter((one) => one !== code);
  const roles = all.roles.filter((one) => one.code !== code);
  scope.set(book, BOOK, { ...all, roles, rules: { ...all.rules, factorRoles } });
  return {};
}

function mustNotBeReady(code: string): void {
  if (isReadyRole(code))
    throw new Problem('role.fixed', `The role ${code} is there from the start and stays as it is. Copy it instead.`);
}

/** A key sees and edits all fields as is usual, or all in clear. */
const ofKey = ({ permissions }: Pick<Key, 'permissions'>): Rights => ({ permissions, fields: {} });

function issue(scope: Scope, asked: Inputs['key.issue']) {
  const { name, permissions, hash, prefix, createdBy, expiresAt } = asked;
  const all = open(scope);
  mustHave(rightsOf(asked), ofKey(asked));
  const id = scope.newId();
  const made = { previousHash: null, previousUntil: null, createdAt: scope.now, revokedAt: null };
  const limits = limitsOf(asked, noLimits);
  const key: Key = { id, name, permissions, ...limits, hash, prefix, createdBy, expiresAt, ...made };
  scope.set(book, BOOK, { ...all, keys: [...all.keys, key] });
  return { id, hash: key.hash };
}

function rotate(scope: Scope, asked: Inputs['key.rotate']) {
  const { id, hash, prefix, now, previousUntil } = asked;
  const all = open(scope);
  const before = keyOf(id, all);
  mustHave(rightsOf(asked), ofKey(before));
  if (before.revokedAt !== null || (before.expiresAt !== null && before.expiresAt <= now))
    throw new Problem('key.unknown', `The API key ${id} was revoked or has expired. Issue a new one instead.`);
  const key: Key = { ...before, hash, prefix, previousHash: before.hash, previousUntil };
  scope.set(book, BOOK, { ...all, keys: replaced(all.keys, key) });
  return { id, hash };
}

function revoke(scope: Scope, { id }: Pick<Key, 'id'>) {
  const all = open(scope);
  const before = keyOf(id, all);
  if (before.revokedAt === null)
    scope.set(book, BOOK, { ...all, keys: replaced(all.keys, { ...before, revokedAt: scope.now }) });
  return { id };
}

function changeRules(scope: Scope, asked: SignInRules) {
  const all = open(scope);
  for (const code of asked.factorRoles) roleOf(code, all);
  if (asked.idleMinutes > asked.absoluteMinutes)
    throw new Problem(
      'request.invalid',
      'idleMinutes must be at most absoluteMinutes: a session ends with the first.',
      {
        faults: [{ field: 'idleMinutes', message: 'must be at most absoluteMinutes' }],
      },
    );
  scope.set(book, BOOK, { ...all, rules: { ...asked, factorRoles: [...new Set(asked.factorRoles)].toSorted() } });
  return {};
}

export const accessModule = (ring: KeyRing) =>
  turnModule({
    name: 'access',
    collections: [book, ...auditStores.collections],
    journals: auditStores.journals,
    audit: (scope, audited) => keepTrail(ring)(scope, ownChanges(audited)),
    inputs: {
      'audit.note': { decide: () => null },
      'staff.invite': { needs: needsBook, decide: invite },
      'staff.change': {
        needs: needsBook,
        decide: change,
        // Another name, or shutting somebody out, gives nobody anything.
        weigh(read, { id, role, isDisabled, ...given }) {
          const before = open(read).staff.find((one) => one.id === id);
          if (!before) return 1;
          const { stores, regions, brands } = before;
          const isElsewhere = JSON.stringify(limitsOf(given, before)) !== JSON.stringify({ stores, regions, brands });
          return isElsewhere || before.role !== role || (before.isDisabled && !isDisabled) ? 1 : 0;
        },
      },
      'staff.join': { needs: needsBook, decide: join },
      'role.save': { needs: needsBook, decide: saveRole },
      'role.drop': { needs: needsBook, decide: dropRole },
      'key.issue': { needs: needsBook, decide: issue },
      'key.rotate': { needs: needsBook, decide: rotate },
      'rules.change': { needs: needsBook, decide: changeRules },
      'key.revoke': { needs: needsBook, decide: revoke },
    },
  });
