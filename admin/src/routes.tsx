import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { Problem } from './api/problem.ts';
import { Crash } from './shell/Crash.tsx';
import { Gate } from './shell/Gate.tsx';
import { NotFound } from './shell/NotFound.tsx';

/** Every page is its own chunk, loaded when it is first visited or when the browser has nothing else to do. */
const pages = {
  signIn: async () => (await import('./pages/sign-in/SignInPage.tsx')).SignInPage,
  shell: async () => (await import('./shell/Shell.tsx')).Shell,
  home: async () => (await import('./pages/home/HomePage.tsx')).HomePage,
  members: async () => (await import('./pages/members/MembersPage.tsx')).MembersPage,
  member: async () => (await import('./pages/members/member/MemberPage.tsx')).MemberPage,
  orders: async () => (await import('./pages/orders/OrdersPage.tsx')).OrdersPage,
  imports: async () => (await import('./pages/imports/ImportsPage.tsx')).ImportsPage,
  newImport: async () => (await import('./pages/imports/NewImportPage.tsx')).NewImportPage,
  import: async () => (await import('./pages/imports/ImportPage.tsx')).ImportPage,
  approvals: async () => (await import('./pages/approvals/ApprovalsPage.tsx')).ApprovalsPage,
  approval: async () => (await import('./pages/approvals/ApprovalPage.tsx')).ApprovalPage,
  settings: async () => (await import('./pages/settings/SettingsFrame.tsx')).SettingsFrame,
  staff: async () => (await import('./pages/settings/staff/StaffPage.tsx')).StaffPage,
  roles: async () => (await import('./pages/settings/roles/RolesPage.tsx')).RolesPage,
  keys: async () => (await import('./pages/settings/keys/KeysPage.tsx')).KeysPage,
  signInRules: async () => (await import('./pages/settings/sign-in-rules/SignInRulesPage.tsx')).SignInRulesPage,
  privacyFrame: async () => (await import('./pages/settings/privacy/PrivacyFrame.tsx')).PrivacyFrame,
  requests: async () => (await import('./pages/settings/privacy/RequestsPage.tsx')).RequestsPage,
  fields: async () => (await import('./pages/settings/privacy/FieldsPage.tsx')).FieldsPage,
  register: async () => (await import('./pages/settings/privacy/RegisterPage.tsx')).RegisterPage,
  handling: async () => (await import('./pages/settings/privacy/HandlingPage.tsx')).HandlingPage,
  assessments: async () => (await import('./pages/settings/privacy/AssessmentsPage.tsx')).AssessmentsPage,
  incidents: async () => (await import('./pages/settings/privacy/IncidentsPage.tsx')).IncidentsPage,
  privacy: async () => (await import('./pages/settings/privacy/PrivacyPage.tsx')).PrivacyPage,
  stores: async () => (await import('./pages/settings/stores/StoresPage.tsx')).StoresPage,
  tags: async () => (await import('./pages/settings/tags/TagsPage.tsx')).TagsPage,
  backups: async () => (await import('./pages/settings/backups/BackupsPage.tsx')).BackupsPage,
  audit: async () => (await import('./pages/audit/AuditPage.tsx')).AuditPage,
  approvalRules: async () => (await import('./pages/settings/approvals/ApprovalRulesPage.tsx')).ApprovalRulesPage,
  account: async () => (await import('./pages/account/AccountPage.tsx')).AccountPage,
  accept: async () => (await import('./pages/accept/AcceptPage.tsx')).AcceptPage,
} satisfies Record<string, () => Promise<ComponentType>>;

const lazily = (page: keyof typeof pages) => async () => {
  const Component = await pages[page]().catch(() => {
    throw new Problem('client.offline');
  });
  return { Component };
};

const WARM_UP_AFTER_MS = 4000;

/** Loads the other pages once the first one stands, so that they open at once and even while the service is away. */
export function warmUp(): void {
  const begin = () => void Promise.allSettled(Object.values(pages).map((load) => load()));
  setTimeout(() => ('requestIdleCallback' in window ? requestIdleCallback(begin) : begin()), WARM_UP_AFTER_MS);
}

const frame = { ErrorBoundary: Crash, HydrateFallback: () => null };

export const router = createBrowserRouter([
  { path: '/sign-in', ...frame, lazy: lazily('signIn') },
  { path: '/accept', ...frame, lazy: lazily('accept') },
  {
    path: '/',
    ...frame,
    lazy: lazily('shell'),
    children: [
      {
        ErrorBoundary: Crash,
        Component: Gate,
        children: [
          { index: true, lazy: lazily('home') },
          { path: 'members', lazy: lazily('members') },
          { path: 'members/:id', lazy: lazily('member') },
          { path: 'orders', lazy: lazily('orders') },
          { path: 'imports', lazy: lazily('imports') },
          { path: 'imports/new', lazy: lazily('newImport') },
          { path: 'imports/:id', lazy: lazily('import') },
          { path: 'approvals', lazy: lazily('approvals') },
          { path: 'approvals/:id', lazy: lazily('approval') },
          {
            path: 'settings',
            lazy: lazily('settings'),
            children: [
              { path: 'staff', lazy: lazily('staff') },
              { path: 'roles', lazy: lazily('roles') },
              { path: 'keys', lazy: lazily('keys') },
              { path: 'sign-in', lazy: lazily('signInRules') },
              {
                path: 'privacy',
                lazy: lazily('privacyFrame'),
                children: [
                  { index: true, lazy: lazily('privacy') },
                  { path: 'requests', lazy: lazily('requests') },
                  { path: 'fields', lazy: lazily('fields') },
                  { path: 'register', lazy: lazily('register') },
                  { path: 'handling', lazy: lazily('handling') },
                  { path: 'assessments', lazy: lazily('assessments') },
                  { path: 'incidents', lazy: lazily('incidents') },
                ],
              },
              { path: 'approvals', lazy: lazily('approvalRules') },
              { path: 'stores', lazy: lazily('stores') },
              { path: 'tags', lazy: lazily('tags') },
              { path: 'backups', lazy: lazily('backups') },
              { path: 'audit', lazy: lazily('audit') },
            ],
          },
          { path: 'account', lazy: lazily('account') },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
]);
