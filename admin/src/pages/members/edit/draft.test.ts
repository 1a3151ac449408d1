import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lensOf, maskOf, memberView, type MemberView } from '@shuke/contract';
import { attributesOf, bodyOf, draftOf } from './draft.ts';

const known = {
  id: '10001',
  name: '王小明',
  gender: 'male',
  birthday: '1990-05-01',
  region: '上海',
  attributes: { note: '怕猫' },
  ordinaryAttributes: { shoeSize: 42 },
  sensitiveAttributes: {},
  identifiers: [],
} as unknown as MemberView;
const classed = [
  { code: 'shoeSize', name: '鞋码', nameEn: null, type: 'number', class: 'ordinary' },
  { code: 'allergy', name: '过敏', nameEn: null, type: 'text', class: 'sensitive' },
] as const;

/** The form as somebody with these rights opens it. */
function opened(rights: Parameters<typeof lensOf>[0] = {}) {
  const lens = lensOf(rights);
  const member = maskOf(memberView)!(known, lens) as MemberView;
  const attributes = attributesOf(member, classed, lens);
  return { member, attributes, draft: draftOf(member, attributes, lens) };
}

test('what is masked begins empty and is never written back', () => {
  const { member, draft, attributes } = opened();
  assert.deepEqual([draft.name, draft.birthday, draft.gender, draft.region], ['', '', 'male', '上海']);
  assert.deepEqual(draft.attributes, { shoeSize: 42, allergy: null, note: null });
  assert.deepEqual(
    attributes.map(({ code }) => code),
    ['shoeSize', 'allergy', 'note'],
  );
  assert.equal(bodyOf(member, draft, draft), undefined, 'nothing was changed, and nothing is sent');
  assert.deepEqual(bodyOf(member, draft, { ...draft, region: ' ', name: ' 王大明 ' }), {
    id: '10001',
    name: '王大明',
    region: null,
  });
});

test('custom fields and new identifiers are sent as far as they were changed', () => {
  const { member, draft } = opened();
  const changed = {
    ...draft,
    email: 'w@example.com',
    other: { kind: 'card', value: 'C-1' },
    attributes: { ...draft.attributes, shoeSize: null, allergy: '花生' },
  } as const;
  assert.deepEqual(bodyOf(member, draft, changed), {
    id: '10001',
    email: 'w@example.com',
    card: 'C-1',
    attributes: { shoeSize: null, allergy: '花生' },
  });
});

test('a custom field that is hidden is not named, and one in clear can be cleared', () => {
  const { draft, member, attributes } = opened({
    'attributes.allergy': { sees: 'hidden', edits: false },
    'attributes.note': { sees: 'clear', edits: true },
  });
  assert.deepEqual(
    attributes.map(({ code }) => code),
    ['shoeSize', 'note'],
  );
  assert.equal(draft.attributes['note'], '怕猫');
  const cleared = { ...draft, attributes: { ...draft.attributes, note: '' } };
  assert.deepEqual(bodyOf(member, draft, cleared)?.attributes, { note: null });
});
