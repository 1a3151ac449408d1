export { openAuthentication } from './authenticate.ts';
export { accessRoutes } from './routes.ts';
export { openStaff } from './staff.ts';
