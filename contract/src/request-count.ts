import { z } from 'zod';
import { endpoint } from './endpoint.ts';

// A file of its own: the navigation asks for it, and the first load need not carry all that is said of requests.
/** Days before its end from which on a request stands out. */
export const REQUEST_SOON_DAYS = 3;

export const countRequests = endpoint({
  method: 'GET',
  path: '/api/requests/count',
  permission: 'privacy.read',
  tag: 'privacy',
  summary: 'How many requests are open, and how many of them are due within 3 days or overdue',
  answer: z.object({ open: z.int(), soon: z.int(), overdue: z.int() }),
});
