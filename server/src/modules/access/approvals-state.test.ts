import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approvalStates } from '@shuke/contract';
import fc from 'fast-check';
import { Problem } from '../../platform/problem.ts';
import {
  type Approval,
  approved,
  approversOf,
  ended,
  isApproved,
  refused,
  renewed,
  withdrawn,
} from './approvals-state.ts';

const EXPIRES_AT = 50;
const people = [0, 1, 2, 3].map((id) => ({ id: `staff:${id}`, name: `人${id}` }));
const asker = people[0]!;

const opened = (approvers: number): Approval => ({
  id: 1,
  kind: 'members.edit',
  state: 'open',
  asked: { kind: 'member.upsert', body: {}, by: { ...asker, address: '' } },
  subject: null,
  weight: 1,
  approvers,
  version: 1,
  changes: [],
  steps: [],
  problem: null,
  answer: null,
  askedAt: 0,
  expiresAt: EXPIRES_AT,
  closedAt: null,
});

const event = fc.record({
  does: fc.constantFrom('approve', 'approve', 'approve', 'refuse', 'withdraw', 'renew', 'leave'),
  who: fc.integer({ min: 0, max: 3 }),
});

test('whatever happens in whatever order, it is done only by as many others as it asks, each for what it changes now', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(1, 2), fc.array(event, { maxLength: 60 }), (needed, events) => {
      let approval = opened(needed);
      /** The model: who approved since it last changed, and who may not decide any more. */
      let votes = new Set<number>();
      const left = new Set<number>();
      const stillMay = ({ id }: { id: string }) => !left.has(Number(id.slice(6)));
      events.forEach(({ does, who }, at) => {
        const said = { by: people[who]!, at, comment: null };
        const before = approval;
        const isOver = before.state !== 'open' || at >= EXPIRES_AT;
        try {
          if (does === 'approve') {
            const after = approved(before, said);
            assert.ok(!isOver && who !== 0 && !votes.has(who));
            votes.add(who);
            approval = isApproved(after, stillMay) ? ended(after, 'done', at) : after;
            const good = [...votes].filter((one) => !left.has(one));
            assert.equal(approval.state === 'done', good.length >= needed);
          } else if (does === 'refuse') {
            approval = refused(before, said);
            assert.ok(!isOver && who !== 0);
          } else if (does === 'withdraw') {
            approval = withdrawn(before, said);
            assert.ok(!isOver && who === 0);
          } else if (does === 'renew' && !isOver) {
            approval = renewed(before, [], at);
            votes = new Set();
            assert.equal(approval.version, before.version + 1);
          } else if (does === 'leave') left.add(who);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          assert.equal(approval, before, 'what is refused changes nothing');
          assert.ok(isOver || does !== 'approve' || who === 0 || votes.has(who), error.code);
        }
        if (before.state !== 'open') assert.equal(approval, before, 'what is over stays as it is');
        else
          assert.deepEqual(
            approversOf(approval).map(({ id }) => Number(id.slice(6))),
            [...votes],
          );
        assert.equal(approval.closedAt === null, approval.state === 'open');
      });
      ends.add(approval.state);
    }),
    { numRuns: 2000 },
  );
  assert.deepEqual([...ends].toSorted(), ['done', 'open', 'refused', 'withdrawn']);
  assert.ok([...ends].every((state) => (approvalStates as readonly string[]).includes(state)));
});
