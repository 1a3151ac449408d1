import { input } from '../engine/index.ts';
import { ruleless } from '../modules/access/index.ts';
import { withRing } from '../platform/database.ts';
import { openPool } from '../platform/postgres.ts';
import type { Command } from './command.ts';
import { leaveToEngine } from './note-in-trail.ts';
import { reachDatabase } from './reach-database.ts';

export const resetApprovals: Command = {
  usage: 'reset approvals',
  summary:
    'Let the approval rules be changed without approval again, where nobody is left who could approve that. May run beside the server.',
  async run(args) {
    if (args.length > 0) {
      console.error(`Usage: npm run shuke -- ${resetApprovals.usage}`);
      return 2;
    }
    const { url, ring, close } = await reachDatabase();
    const pool = withRing(openPool(url, 2), await ring());
    try {
      // Of no caller's call, it falls under no rule; the audit trail tells of it all the same.
      await leaveToEngine(pool, input('approval.rule', ruleless('approvals.rules')));
      console.log('Approval rules are changed without approval again. All other rules stand as they were.');
      return 0;
    } finally {
      await pool.end();
      await close();
    }
  },
};
