import type { MemberField, Sight } from '@shuke/contract';

interface SightText {
  name: string;
  /** What it means, in a sentence. */
  means: string;
}

export const fieldRights = {
  title: '会员字段',
  hint: '这个角色看会员的每个字段看到什么，能不能修改。看不到的字段也搜不到、筛不出、导不出。',
  hintReveal: '“脱敏，可显示”需要上面的权限“说明原因后查看一位会员的明文”。',
  someNotYours: '灰色的选项超出你自己能看、能改的范围，不能给出去。',
  column: { field: '字段', sees: '看到', edits: '可修改' },
  seesOf: (field: string) => `${field}：看到什么`,
  editsOf: (field: string) => `${field}：可修改`,
  fields: {
    name: '姓名',
    phone: '手机号',
    email: '邮箱',
    identifiers: '其他标识',
    birthday: '生日',
    gender: '性别',
    region: '地区',
    language: '语言',
    attributes: '自定义字段',
  } satisfies Record<MemberField, string> as Record<MemberField, string>,
  sights: {
    hidden: { name: '不可见', means: '当作没有这个字段。' },
    masked: { name: '脱敏', means: '始终脱敏，说明原因也不显示。' },
    reveal: { name: '脱敏，可显示', means: '平时脱敏，说明原因后显示。' },
    clear: { name: '明文', means: '直接显示，不脱敏。' },
  } satisfies Record<Sight, SightText> as Record<Sight, SightText>,
  /** Of what masking would leave nothing of. */
  shownOnAsking: '不可见，可显示',
  matrix: { hidden: '不可见', masked: '脱敏', reveal: '可显示', clear: '明文' } satisfies Record<
    Sight,
    string
  > as Record<Sight, string>,
  matrixHint: '可显示：平时脱敏，说明原因后显示',
  readOnly: '只读',
  editable: '可修改',
  usual: '默认',
  nothing: '不适用',
  pair: (field: string, sees: string, edits: string) => `${field} ${sees}，${edits}`,
};
