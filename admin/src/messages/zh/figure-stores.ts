/** What the home page says of the stores that figures are of. */
export const figureStores = {
  title: '统计的门店',
  choose: '选择门店',
  field: '门店、地区或品牌',
  all: '全部门店',
  chosen: (count: string) => `已选 ${count} 项`,
  and: '、',
  more: (names: string, count: string) => `${names} 等 ${count} 家`,
  of: (names: string) => `只统计：${names}`,
  own: (names: string) => `只统计你负责的门店：${names}`,
  none: '你负责的范围内还没有门店，所以各项都是 0',
  hint: '只计这些门店的订单、退款、入会和到店行为，没有门店的线上销售不计入。会员指在这些门店入会或下过单的人；等级是会员整体的等级。积分属于全店，不分门店统计。',
};
