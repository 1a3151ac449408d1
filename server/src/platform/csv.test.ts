import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine } from './csv.ts';

test('a line reads back as the cells it was made of, but for the apostrophe before formulas', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), (cells) => {
      const [read] = parse(csvLine(cells), { relax_column_count: true });
      const isFormula = (cell: string) => /^[=+\-@\t\r]/.test(cell) && !/^\+\d+$/.test(cell);
      assert.deepEqual(
        read,
        cells.map((cell) => (isFormula(cell) ? `'${cell}` : cell)),
      );
    }),
  );
});

test('no text cell begins as a formula does; phones and numbers stay as they are', () => {
  assert.equal(csvLine(['=1+1', '@x', '-5', '+SUM(A1)', '\tx']), "'=1+1,'@x,'-5,'+SUM(A1),'\tx\r\n");
  assert.equal(csvLine(['+8613800000001', -5, 0, null, undefined, '']), '+8613800000001,-5,0,,,\r\n');
  assert.equal(csvLine(['a"b', 'c,d', 'e\nf']), '"a""b","c,d","e\nf"\r\n');
});
