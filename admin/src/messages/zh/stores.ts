export const stores = {
  title: '门店',
  hint: '订单和入会里出现过的门店。填上地区或品牌后，可以在“员工”里让一个人只看某个地区或品牌；新门店归到该地区后，对方下一次操作就能看到。',
  empty: '还没有门店',
  emptyHint: '收到带门店的订单或入会后，门店会出现在这里；也可以先添加。',
  add: '添加门店',
  column: { name: '门店', region: '地区', brand: '品牌', seenAt: '首次出现' },
  edit: '编辑',
  editTitle: (name: string) => `编辑门店：${name}`,
  field: { name: '名称', region: '地区', brand: '品牌' },
  nameHint: '与订单里的门店名称一致',
  example: '例如：华东',
  missing: '请填写门店名称',
  saved: '已保存，下一次操作起生效',
  /** In the choice of what somebody is limited to. */
  limit: {
    region: (name: string) => `地区：${name}`,
    brand: (name: string) => `品牌：${name}`,
    store: (name: string) => `门店：${name}`,
  },
};
