import { drillMembers, drillOrders, getOverview, getTrend, topProducts } from '@shuke/contract';
import { type Route, route } from '../../platform/http.ts';
import { type InsightDeps, openDesk } from './desk.ts';
import { readMembersBehind, readOrdersBehind } from './drill-down.ts';
import { readOverview } from './overview.ts';
import { readTopProducts } from './top-products.ts';
import { readTrend } from './trend.ts';

export function insightRoutes(deps: InsightDeps): Route[] {
  const desk = openDesk(deps);
  return [
    route(getOverview, ({ query }) => readOverview(desk, query)),
    route(getTrend, ({ query }) => readTrend(desk, query)),
    route(topProducts, ({ query }) => readTopProducts(desk, query)),
    route(drillMembers, ({ query }) => readMembersBehind(desk, query)),
    route(drillOrders, ({ query }) => readOrdersBehind(desk, query)),
  ];
}
