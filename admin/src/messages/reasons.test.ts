import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemReasons, type ProblemReason } from '@shuke/contract';
import { importWords } from './apart.ts';
import { en } from './en.ts';
import { reasonText } from './reasons.ts';
import { zh } from './zh.ts';

const reasons = Object.entries(problemReasons) as [ProblemReason, readonly string[]][];

for (const [language, { problems }] of Object.entries({ zh, en })) {
  const imports = importWords[language === 'en' ? 'en' : 'zh-CN'];
  test(`every reason the server gives is said in ${language}, with its values`, () => {
    for (const [reason, names] of reasons) {
      const values = Object.fromEntries(names.map((name) => [name, name === 'column' ? 'at' : `<${name}>`]));
      const text = reasonText(problems.reasons, { reason, values });
      for (const name of names)
        assert.ok(text?.includes(name === 'column' ? imports.columns.at : `<${name}>`), `${reason}: ${text}`);
      assert.equal(/[\u4e00-\u9fff]/.test(text ?? ''), language === 'zh', `${reason}: ${text}`);
    }
  });
}

test('a reason that this admin does not know leaves the word to the server', () => {
  assert.equal(reasonText(zh.problems.reasons, { reason: 'file.ofTomorrow' as ProblemReason, values: {} }), undefined);
  assert.equal(reasonText(zh.problems.reasons, {}), undefined);
});
