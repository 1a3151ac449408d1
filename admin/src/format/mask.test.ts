import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masked } from './mask.ts';

test('contacts are masked so that they can be recognised but not used', () => {
  assert.equal(masked('phone', '+8613812345678'), '138****5678');
  assert.equal(masked('phone', '+442079460018'), '+44****0018');
  assert.equal(masked('email', 'wang.xm@example.com'), 'wa****m@example.com');
  assert.equal(masked('email', 'ab@example.com'), 'a****@example.com');
  assert.equal(masked('openid', 'oABCDEFGHIJKLMN'), 'oABC****KLMN');
  assert.equal(masked('external', '17850'), '17850');
  assert.equal(masked('phone', null), '');
});
