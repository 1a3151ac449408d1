import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@shuke/contract';
import { because, Problem } from './problem.ts';

test('a problem that was kept is told again word for word, with its reason and what it needs', () => {
  const fault = { field: 'columns.at', message: 'is needed', ...because('mapping.columnNeeded', { column: 'at' }) };
  for (const refused of [
    new Problem('import.file', 'Too wide.', because('file.tooManyColumns', { columns: 300, limit: 200 })),
    new Problem('import.mapping', 'Unfit.', { faults: [fault], ...because('mapping.unfit', {}) }),
    new Problem('order.unknown', 'There is no such order.'),
  ]) {
    const body = JSON.parse(JSON.stringify(refused.toBody())) as unknown;
    assert.deepEqual(problem.parse(body), body);
    assert.deepEqual(JSON.parse(JSON.stringify(Problem.of(problem.parse(body)).toBody())), body);
  }
});
