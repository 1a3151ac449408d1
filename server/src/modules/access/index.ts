export { type ExportDesk, exportsModule, openExports } from './approvals-exports.ts';
export { approvalRoutes } from './approvals-routes.ts';
export { approvalsModule } from './approvals-turn.ts';
export { verifyTrail } from './audit.ts';
export { openAuthentication } from './authenticate.ts';
export { openKeys } from './keys.ts';
export { accessRoutes } from './routes.ts';
export { openStaff } from './staff.ts';
export { accessModule } from './turn.ts';
