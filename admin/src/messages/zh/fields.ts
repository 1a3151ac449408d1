import type { AttributeClass, AttributeType } from '@shuke/contract';

export const fields = {
  title: '字段分类',
  hint: '会员的自定义字段里存了什么，谁能看到，是否需要单独同意。没有登记的字段按“个人”对待。',
  add: '登记字段',
  edit: '修改',
  editOne: (name: string) => `修改字段：${name}`,
  save: '保存',
  saved: '字段已保存，立即生效',
  empty: '还没有登记字段',
  emptyHint: '肤质测试结果、过敏史、宝宝年龄这类敏感信息请先登记，没有会员单独同意就不会被保存。',
  column: { code: '代码', name: '名称', nameZh: '名称', nameEn: '英文名称', type: '类型', class: '分类' },
  codeHint: '接口里用的名字，例如 skinType。登记后不能修改。',
  nameEnHint: '选填，给使用英文界面的同事。',
  types: { text: '文字', number: '数字', boolean: '是或否' } satisfies Record<AttributeType, string> as Record<
    AttributeType,
    string
  >,
  classes: {
    ordinary: { name: '一般', hint: '不涉及隐私：看得到会员的同事都能看到。' },
    personal: { name: '个人', hint: '默认脱敏：说明原因、显示会员后才能看到。' },
    sensitive: {
      name: '敏感',
      hint: '医疗健康、生物识别、宗教、金融账户、行踪、未满 14 周岁儿童的信息等（个人信息保护法 28 条）：会员单独同意“敏感个人信息”后才能保存，平时完全不显示；撤回同意时立即删除。',
    },
  } satisfies Record<AttributeClass, { name: string; hint: string }> as Record<
    AttributeClass,
    { name: string; hint: string }
  >,
  fault: { code: '请填写代码：字母开头，只有字母、数字和下划线', name: '请填写名称' },
};
