import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import { openKeyRing } from './key-ring.ts';
import { BEGINNING_LIMIT, NAME_NORMALISATION, nameBeginsWith, nameIndex } from './name-index.ts';
import { heldRootKey } from './root-key.ts';
import { suites } from './suite.ts';

const ring = await openKeyRing(heldRootKey(Buffer.alloc(32, 1), suites.intl, 'the test'), []);
await ring.add(await ring.make('index', 'intl', 0));
const names = nameIndex(ring.current('index'), 'name');

const meet = (some: readonly Buffer[], others: readonly Buffer[]) =>
  some.some((one) => others.some((other) => one.equals(other)));
const isFound = (name: string, typed: string) => meet(names.stored(name), names.beginning(typed));
const isFoundWhole = (name: string, typed: string) => meet(names.stored(name), names.whole(typed));

test('a Chinese name is found by its leading characters, its pinyin and its initials', () => {
  for (const typed of [
    '王',
    '王小',
    '王小明',
    'wa',
    'wang',
    'wangx',
    'Wang Xiao',
    'wángxiǎomíng',
    'wx',
    'WXM',
    ' 王 小明 ',
  ])
    assert.ok(isFound('王小明', typed), typed);
  for (const typed of ['小明', '汪', '王大', 'xiaoming', 'wxd', 'w', '', '·'])
    assert.ok(!isFound('王小明', typed), typed);
  assert.ok(isFound('李Anna', 'la') && !isFound('李Anna', 'lan'), 'a Latin word has one initial');
});

test('surnames are found as they are read as surnames, and as the character is read elsewhere', () => {
  const readings: [name: string, pinyin: string, elsewhere: string][] = [
    ['单雄信', 'shanxiongxin', 'danxiongxin'],
    ['曾国藩', 'zengguofan', 'cengguofan'],
    ['仇英', 'qiuying', 'chouying'],
    ['解缙', 'xiejin', 'jiejin'],
    ['朴树', 'piaoshu', 'pushu'],
    ['查良镛', 'zhaliangyong', 'chaliangyong'],
    ['区志强', 'ouzhiqiang', 'quzhiqiang'],
    ['尉迟恭', 'yuchigong', 'weichigong'],
    ['欧阳修', 'ouyangxiu', 'ouyangxiu'],
    ['任盈盈', 'renyingying', 'renyingying'],
    ['华佗', 'huatuo', 'huatuo'],
    ['吕布', 'lvbu', 'lübu'],
    ['張三豐', 'zhangsanfeng', 'zhangsanfeng'],
  ];
  for (const [name, asSurname, elsewhere] of readings) {
    assert.ok(isFoundWhole(name, asSurname), `${name} as ${asSurname}`);
    assert.ok(isFound(name, elsewhere), `${name} as ${elsewhere}`);
  }
});

test('a whole name finds only names that are just that', () => {
  for (const typed of ['王小', '王小', 'wangxiao', 'WANG XIAO']) assert.ok(isFoundWhole('王小', typed), typed);
  for (const typed of ['王', '王小明', 'wangxiaoming', 'wx', '']) assert.ok(!isFoundWhole('王小', typed), typed);
});

test('spelling in width, case, marks and blanks does not count', () => {
  const alike: [one: string, other: string][] = [
    ['买买提·吐尔逊', '买买提吐尔逊'],
    ['Anna-Maria Smith', 'ANNA MARIA SMITH'],
    ['Ｌｉ娜', 'li娜'],
    ['é́lodie', 'É́LODIE'],
  ];
  for (const [one, other] of alike) assert.deepEqual(names.stored(one), names.stored(other), one);
});

test('names with signs only, rare characters or letters of other scripts are kept and found', () => {
  for (const name of ['★☆', '𠮷野家', 'Иван', '김철수', 'O’Brien 李', '😀']) {
    assert.ok(isFoundWhole(name, name), name);
    assert.ok(isFound(name, name), name);
    assert.ok(!isFoundWhole(name, '☆★'), name);
  }
});

const syllable = fc.constantFrom(...'王曾单李小明国藩阳欧娜·abM é'.split(''), '𠮷', 'ü');
const name = fc.array(syllable, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
const letters = fc.string({ unit: fc.constantFrom(...'wangzecxiomdu'.split('')), maxLength: 10 });
const typed = fc.oneof(name, letters);

test('whatever begins a name finds it; nothing else does, as long as no more is typed than beginnings are kept for', () => {
  fc.assert(
    fc.property(name, typed, fc.nat({ max: 12 }), (whole, other, length) => {
      for (const one of [Array.from(whole).slice(0, length).join(''), other]) {
        if (nameBeginsWith(whole, one)) assert.ok(isFound(whole, one), `${whole} by ${one}`);
        else if (one.length <= BEGINNING_LIMIT) assert.ok(!isFound(whole, one), `${whole} by ${one}`);
      }
    }),
    { numRuns: 1000 },
  );
});

test('more than the kept beginning finds by what is kept, and opening the name decides', () => {
  assert.ok(isFound('诸葛亮', 'zhugelia') && isFound('诸葛亮', 'zhugeliang'));
  assert.ok(isFound('诸葛亮', 'zhugelianx'), 'found by its first eight');
  assert.ok(nameBeginsWith('诸葛亮', 'zhugeliang') && !nameBeginsWith('诸葛亮', 'zhugelianx'));
});

test('a beginning, a pinyin and initials that read the same have different tokens', () => {
  // 阿波 is read abo, so that name, pinyin and the initials ab begin alike.
  const stored = [...names.stored('abo'), ...names.stored('阿波')].map((token) => token.toString('hex'));
  assert.equal(new Set(stored).size, stored.length);
});

test('the tokens of a name are few, each once, and hold nothing of it', () => {
  const few: [name: string, most: number][] = [
    ['李娜', 9],
    ['王小明', 14],
    ['曾国藩', 24],
    ['𠮷𠮷', 3],
    ['Maximilian Mustermann', 8],
  ];
  for (const [name, most] of few) {
    const tokens = names.stored(name);
    assert.ok(tokens.length <= most, `${name} has ${tokens.length}`);
    assert.equal(new Set(tokens.map((token) => token.toString('hex'))).size, tokens.length);
    for (const token of tokens) assert.ok(!token.includes(Buffer.from(name).subarray(0, 4)));
  }
});

test('the readings are those that the kept tokens were made with', () => {
  const { version } = createRequire(import.meta.url)('pinyin-pro/package.json') as { version: string };
  assert.deepEqual(
    [NAME_NORMALISATION, version],
    [1, '3.29.4'],
    'another pinyin-pro may read names otherwise: raise NAME_NORMALISATION, see to it that tokens are made anew, then change this line',
  );
});
