export { sinkTables } from './clickhouse-schema.ts';
export type { InsightDeps } from './desk.ts';
export { prepareClickHouse } from './prepare.ts';
export { insightRoutes } from './routes.ts';
