import type { drillMembers, drillOrders, QueryInput } from '@shuke/contract';
import type { Preset, Step } from './format/period.ts';
import type { Day } from './format/zone.ts';

type MemberSet = QueryInput<typeof drillMembers>['set'];
type OrderSet = QueryInput<typeof drillOrders>['set'];

/** The figure a list stands behind, with the period it was counted in. */
interface Behind<Set> {
  set?: Set | undefined;
  value?: string | undefined;
  currency?: string | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
  of?: StoresChosen;
}

/** The stores a figure is of, each with what names them: `region:华东`, `store:湖滨店`. None: all. */
type StoresChosen = readonly string[] | undefined;

export interface HomeView {
  period?: Preset | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
  step?: Step | undefined;
  currency?: string | undefined;
  of?: StoresChosen;
}

export interface MembersView extends Behind<MemberSet> {
  search?: string | undefined;
  tier?: string | undefined;
  channel?: string | undefined;
  store?: string | undefined;
  /** Code of a tag. */
  tag?: string | undefined;
  gender?: string | undefined;
  joinedFrom?: Day | undefined;
  joinedTo?: Day | undefined;
  lastOrderFrom?: Day | undefined;
  lastOrderTo?: Day | undefined;
  minSpentMinor?: string | undefined;
  minPoints?: string | undefined;
  /** Purposes of consents: to be renewed, or under an older version. */
  renew?: string | undefined;
  older?: string | undefined;
  /** What came of asking to contact them, since a day. */
  contact?: string | undefined;
  contactFrom?: Day | undefined;
  sort?: string | undefined;
  order?: string | undefined;
}

export interface OrdersView extends Behind<OrderSet> {
  number?: string | undefined;
  channel?: string | undefined;
  store?: string | undefined;
  status?: string | undefined;
  sku?: string | undefined;
  member?: string | undefined;
  /** Id of the order whose drawer is open. */
  open?: string | undefined;
}

export interface StaffView {
  search?: string | undefined;
  role?: string | undefined;
  state?: string | undefined;
}

export interface RolesView {
  /** Code of the role that a narrow screen shows. */
  role?: string | undefined;
}

export interface KeysView {
  /** `all` shows those that are over as well. */
  show?: string | undefined;
}

export interface AuditView {
  /** Who did it: `staff:1`, `key:2`. */
  by?: string | undefined;
  action?: string | undefined;
  /** What it was done to: `member:10001`. */
  object?: string | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
}

export interface ApprovalsView {
  /** `own`: what one asked for oneself; `over`: what has come to an end; else what waits. */
  show?: string | undefined;
}

export interface RequestsView {
  /** `done` or `refused`; else those that are open. */
  show?: string | undefined;
  kind?: string | undefined;
  /** Id of the request whose drawer is open. */
  open?: string | undefined;
}

export interface IncidentsView {
  /** Id of the incident whose drawer is open. */
  open?: string | undefined;
}

export const memberTabs = ['timeline', 'points', 'orders', 'consents', 'audit'] as const;
export type MemberTab = (typeof memberTabs)[number];

function link(path: string, query: object = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, unknown][])
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === 'string' && one !== '') search.append(name, one);
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Every address of the admin. A link anywhere comes from here, so that none can break unseen. */
export const paths = {
  signIn: (next?: string) => link('/sign-in', { next }),
  home: (view: HomeView = {}) => link('/', view),
  members: (view: MembersView = {}) => link('/members', view),
  member: (id: string, tab?: MemberTab) => link(`/members/${encodeURIComponent(id)}`, { tab }),
  orders: (view: OrdersView = {}) => link('/orders', view),
  imports: () => '/imports',
  newImport: () => '/imports/new',
  import: (id: string, step?: 'mapping') => link(`/imports/${encodeURIComponent(id)}`, { step }),
  approvals: (view: ApprovalsView = {}) => link('/approvals', view),
  approval: (id: string) => `/approvals/${encodeURIComponent(id)}`,
  settings: () => '/settings',
  staff: (view: StaffView = {}) => link('/settings/staff', view),
  roles: (view: RolesView = {}) => link('/settings/roles', view),
  keys: (view: KeysView = {}) => link('/settings/keys', view),
  signInRules: () => '/settings/sign-in',
  audit: (view: AuditView = {}) => link('/settings/audit', view),
  privacy: () => '/settings/privacy',
  backups: () => '/settings/backups',
  stores: () => '/settings/stores',
  tags: () => '/settings/tags',
  requests: (view: RequestsView = {}) => link('/settings/privacy/requests', view),
  fields: () => '/settings/privacy/fields',
  handling: () => '/settings/privacy/handling',
  assessments: () => '/settings/privacy/assessments',
  register: () => '/settings/privacy/register',
  incidents: (view: IncidentsView = {}) => link('/settings/privacy/incidents', view),
  approvalRules: () => '/settings/approvals',
  account: () => '/account',
  accept: (token: string) => link('/accept', { token }),
  apiDocs: () => '/docs',
} as const;
