export { dropUploadsBefore, isImporting } from './drop-uploads.ts';
export { type Importer, type ImporterDeps, startImporter } from './importer.ts';
export { memberKeys } from './member-keys.ts';
export { acceptUploads } from './read-upload.ts';
export { type ImportRouteDeps, importRoutes } from './routes.ts';
export type { KnownOrders } from './run-import.ts';
