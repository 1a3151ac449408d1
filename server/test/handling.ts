/** Somebody who gets personal data. */
export const courier = (more: object = {}) => ({
  name: '快快快递',
  contact: '010-3',
  purpose: '送货',
  data: ['contact'],
  role: 'entrusted',
  country: 'CN',
  ...more,
});

/** An assessment that found it acceptable to keep what a field holds. */
export const assessed = (field: string, more: object = {}) => ({
  title: '肤质测试',
  about: 'sensitive',
  fields: [field],
  necessity: '推荐合适的护肤品',
  risk: '泄露会让人难堪',
  measures: '加密，平时不显示',
  result: 'acceptable',
  assessor: '李店长',
  madeOn: '2026-01-01',
  ...more,
});
