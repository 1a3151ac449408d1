/** Where 小满母婴美妆 sells and where its members live. */

export const channels = ['miniprogram', 'tmall', 'douyin', 'pos', 'h5'] as const;
export type Channel = (typeof channels)[number];

export interface City {
  readonly name: string;
  /** 省 市 as one text; the four municipalities stand alone. */
  readonly region: string;
  readonly weight: number;
}

export interface Store {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** Share of footfall relative to the other stores. */
  readonly weight: number;
}

/** `province city weight`: roughly the weight of each city in online retail of these goods. */
const cityLines =
  '浙江省 杭州市 9|上海市 上海市 9|江苏省 南京市 6|江苏省 苏州市 6|浙江省 宁波市 5|广东省 深圳市 7|广东省 广州市 7|四川省 成都市 6|湖北省 武汉市 5|湖南省 长沙市 4|' +
  '北京市 北京市 6|陕西省 西安市 4|重庆市 重庆市 4|天津市 天津市 2|河南省 郑州市 3|山东省 青岛市 3|山东省 济南市 2|福建省 厦门市 2|福建省 福州市 2|安徽省 合肥市 3|' +
  '江西省 南昌市 2|广东省 东莞市 3|广东省 佛山市 3|江苏省 无锡市 3|江苏省 常州市 2|浙江省 温州市 3|浙江省 金华市 2|浙江省 嘉兴市 2|浙江省 绍兴市 2|河北省 石家庄市 2|' +
  '辽宁省 沈阳市 2|辽宁省 大连市 2|吉林省 长春市 1|黑龙江省 哈尔滨市 1|云南省 昆明市 2|贵州省 贵阳市 1|广西壮族自治区 南宁市 2|海南省 海口市 1|山西省 太原市 1|甘肃省 兰州市 1|新疆维吾尔自治区 乌鲁木齐市 1|内蒙古自治区 呼和浩特市 1';

export const cities: readonly City[] = cityLines.split('|').map((line) => {
  const [province, city, weight] = line.split(' ') as [string, string, string];
  return { name: city, region: province === city ? city : `${province} ${city}`, weight: Number(weight) };
});

const storeLines =
  '杭州湖滨店 杭州市 12|杭州城西店 杭州市 9|上海静安店 上海市 12|上海浦东店 上海市 10|南京新街口店 南京市 8|苏州观前店 苏州市 8|' +
  '宁波天一店 宁波市 7|深圳南山店 深圳市 9|广州天河店 广州市 9|成都春熙店 成都市 8|武汉江汉店 武汉市 7|长沙五一店 长沙市 6';

export const stores: readonly Store[] = storeLines.split('|').map((line, row) => {
  const [name, city, weight] = line.split(' ') as [string, string, string];
  const region = cities.find((entry) => entry.name === city)?.region ?? city;
  return { id: `s-${String(row + 1).padStart(2, '0')}`, name: `小满·${name}`, region, weight: Number(weight) };
});
