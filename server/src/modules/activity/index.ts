export { checkOrders } from './check-orders.ts';
export { behaviourInput } from './record-behaviour.ts';
export { orderInput } from './record-order.ts';
export { refundInput } from './refund-order.ts';
export { activityRoutes } from './routes.ts';
export { activityModule } from './turn.ts';
export {
  inactiveSince,
  knownOrders,
  mustBeOrderOf,
  orderNames,
  orderViews,
  ordersOf,
  readActivity,
  readOrders,
  storesChosen,
} from './views.ts';
