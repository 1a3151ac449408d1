import { createBrowserRouter } from 'react-router';
import { Crash } from './shell/Crash.tsx';
import { NotFound } from './shell/NotFound.tsx';

/** Every page is its own chunk; the chunks of nested routes load side by side. */
export const router = createBrowserRouter([
  {
    path: '/sign-in',
    ErrorBoundary: Crash,
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('./pages/sign-in/SignInPage.tsx')).SignInPage }),
  },
  {
    path: '/',
    ErrorBoundary: Crash,
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('./shell/Shell.tsx')).Shell }),
    children: [
      {
        ErrorBoundary: Crash,
        children: [
          { index: true, lazy: async () => ({ Component: (await import('./pages/home/HomePage.tsx')).HomePage }) },
          {
            path: 'members',
            lazy: async () => ({ Component: (await import('./pages/members/MembersPage.tsx')).MembersPage }),
          },
          {
            path: 'members/:id',
            lazy: async () => ({ Component: (await import('./pages/members/member/MemberPage.tsx')).MemberPage }),
          },
          {
            path: 'orders',
            lazy: async () => ({ Component: (await import('./pages/orders/OrdersPage.tsx')).OrdersPage }),
          },
          {
            path: 'imports',
            lazy: async () => ({ Component: (await import('./pages/imports/ImportsPage.tsx')).ImportsPage }),
          },
          {
            path: 'imports/new',
            lazy: async () => ({ Component: (await import('./pages/imports/NewImportPage.tsx')).NewImportPage }),
          },
          {
            path: 'imports/:id',
            lazy: async () => ({ Component: (await import('./pages/imports/ImportPage.tsx')).ImportPage }),
          },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
]);
