import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from './csv.ts';

test('a table becomes CSV that Excel opens with Chinese text and without running formulas', () => {
  assert.equal(
    toCsv(
      ['名称', '金额'],
      [
        ['奶粉, 900g "A"', 12.5],
        ['=1+1', -3],
        ['-5', null],
      ],
    ),
    '\uFEFF名称,金额\r\n"奶粉, 900g ""A""",12.5\r\n\'=1+1,-3\r\n-5,\r\n',
  );
});
