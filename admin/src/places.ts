import type { Granted } from '@shuke/contract';
import { paths } from './paths.ts';

/** What a page, and all below its address, asks of whoever opens it. A page that is not named here is for everybody who is signed in. */
const asks: Readonly<Record<string, Granted>> = {
  [paths.home()]: 'insight.read',
  [paths.members()]: 'members.read',
  [paths.orders()]: 'orders.read',
  [paths.imports()]: 'imports.read',
  [paths.newImport()]: 'imports.write',
  [paths.approvals()]: 'approvals.read',
  [paths.staff()]: 'staff.read',
  [paths.stores()]: 'staff.read',
  [paths.tags()]: 'tags.define',
  [paths.roles()]: 'roles.read',
  [paths.keys()]: 'keys.read',
  [paths.signInRules()]: 'staff.read',
  [paths.privacy()]: 'privacy.publish',
  [paths.fields()]: 'privacy.publish',
  [paths.requests()]: 'privacy.write',
  [paths.handling()]: 'privacy.publish',
  [paths.assessments()]: 'privacy.publish',
  [paths.register()]: 'audit.read',
  [paths.incidents()]: 'privacy.incidents',
  [paths.audit()]: 'audit.read',
  [paths.backups()]: 'backups.read',
  [paths.approvalRules()]: 'approvals.write',
};

/** The permission that an address of the admin asks for, or null. */
export function askedFor(address: string): Granted | null {
  let path = address.split('?', 1)[0] ?? '';
  while (path !== '') {
    const permission = asks[path];
    if (permission !== undefined) return permission;
    path = path.slice(0, path.lastIndexOf('/'));
  }
  return null;
}

/** The pages of 隐私中心. */
export const privacyPlaces = {
  requests: paths.requests,
  policies: paths.privacy,
  fields: paths.fields,
  handling: paths.handling,
  assessments: paths.assessments,
  register: paths.register,
  incidents: paths.incidents,
} as const;

/** The parts of 设置, each with its pages: it leads to the first that may be opened. */
export const settingsPlaces = {
  staff: [paths.staff],
  stores: [paths.stores],
  tags: [paths.tags],
  roles: [paths.roles],
  keys: [paths.keys],
  signInRules: [paths.signInRules],
  privacy: Object.values(privacyPlaces),
  approvals: [paths.approvalRules],
  backups: [paths.backups],
  audit: [paths.audit],
} as const satisfies Record<string, readonly (() => string)[]>;

/** The entries of the navigation in their order, with the key that follows `g`. An entry leads to the first of its pages that may be opened. */
export const places = {
  home: { pages: [paths.home], key: 'h' },
  members: { pages: [paths.members], key: 'm' },
  orders: { pages: [paths.orders], key: 'o' },
  imports: { pages: [paths.imports], key: 'i' },
  approvals: { pages: [paths.approvals], key: 'a' },
  settings: { pages: Object.values(settingsPlaces).flat(), key: 's' },
} as const satisfies Record<string, { pages: readonly (() => string)[]; key: string }>;

export type Place = keyof typeof places;

/** The entries that lead somewhere for whoever may open what `opens` says, each with where it leads. */
export function placesFor(opens: (address: string) => boolean): { name: Place; key: string; to: string }[] {
  return (Object.keys(places) as Place[]).flatMap((name) => {
    const { pages, key } = places[name];
    const to = pages.map((page) => page()).find(opens);
    return to === undefined ? [] : [{ name, key, to }];
  });
}

/** Where somebody begins who asks for nothing in particular: an inbox that is mostly empty comes last. */
export function beginning(opens: (address: string) => boolean): string {
  const all = placesFor(opens);
  return (all.find(({ name }) => name !== 'approvals') ?? all[0])?.to ?? paths.account();
}
