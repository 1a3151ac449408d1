import { listMembers, listOrders, type Granted } from '@shuke/contract';
import { addressOf } from '../../../api/call.ts';

/** A command that calls the API with a key, by something the key may read where it may read anything. */
export function curlLine(origin: string, secret: string, permissions: readonly Granted[]): string {
  const endpoint =
    !permissions.includes('members.read') && permissions.includes('orders.read') ? listOrders : listMembers;
  return `curl -H 'Authorization: Bearer ${secret}' '${origin}${addressOf(endpoint, { query: { limit: 1 } })}'`;
}
