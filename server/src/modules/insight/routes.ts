import { drillMembers, drillOrders, getOverview, getTrend, topProducts } from '@shuke/contract';
import { type Caller, type Route, route } from '../../platform/http.ts';
import { type InsightDeps, type StoreChoice, deskOf, openDesk } from './desk.ts';
import { readMembersBehind, readOrdersBehind } from './drill-down.ts';
import { readOverview } from './overview.ts';
import { readTopProducts } from './top-products.ts';
import { readTrend } from './trend.ts';

export function insightRoutes(deps: InsightDeps): Route[] {
  const desk = openDesk(deps);
  const deskFor = async ({ query, caller }: { query: StoreChoice; caller: Caller }) =>
    deskOf(desk, await deps.storesOf(query, caller.stores));
  return [
    route(getOverview, async (call) => readOverview(await deskFor(call), call.query)),
    route(getTrend, async (call) => readTrend(await deskFor(call), call.query)),
    route(topProducts, async (call) => readTopProducts(await deskFor(call), call.query)),
    route(drillMembers, async (call) => readMembersBehind(await deskFor(call), call.query)),
    route(drillOrders, async (call) => readOrdersBehind(await deskFor(call), call.query)),
  ];
}
