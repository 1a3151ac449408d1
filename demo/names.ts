import { type Random, runningTotals } from './random.ts';

/**
 * Surnames with their share of the population in per mille and their pinyin, after the report 二〇二〇年全国姓名报告
 * (Ministry of Public Security, 2021) and the census ranking behind it; the tail is cut, so shares are relative.
 */
const surnameLines =
  '王 72 wang|李 71 li|张 67 zhang|刘 51 liu|陈 45 chen|杨 31 yang|黄 22 huang|吴 20 wu|赵 20 zhao|周 19 zhou|徐 14 xu|孙 14 sun|马 13 ma|朱 13 zhu|胡 12 hu|' +
  '林 12 lin|郭 11 guo|何 11 he|高 10 gao|罗 9 luo|郑 9 zheng|梁 8 liang|谢 8 xie|宋 7 song|唐 7 tang|许 7 xu|邓 6 deng|冯 6 feng|韩 6 han|曹 6 cao|曾 6 zeng|彭 6 peng|' +
  '萧 5 xiao|蔡 5 cai|潘 5 pan|田 5 tian|董 5 dong|袁 5 yuan|于 5 yu|余 5 yu|叶 5 ye|蒋 5 jiang|杜 4 du|苏 4 su|魏 4 wei|程 4 cheng|吕 4 lv|丁 4 ding|沈 4 shen|任 4 ren|' +
  '姚 4 yao|卢 4 lu|傅 4 fu|钟 3 zhong|姜 3 jiang|崔 3 cui|谭 3 tan|廖 3 liao|范 3 fan|汪 3 wang|陆 3 lu|金 3 jin|石 3 shi|戴 3 dai|贾 3 jia|韦 3 wei|夏 3 xia|邱 3 qiu|' +
  '方 3 fang|侯 3 hou|邹 3 zou|熊 3 xiong|孟 3 meng|秦 3 qin|白 2 bai|江 2 jiang|欧阳 1 ouyang|司徒 1 situ';

interface Surname {
  readonly text: string;
  readonly pinyin: string;
  readonly weight: number;
}

const surnames: readonly Surname[] = surnameLines.split('|').map((line) => {
  const [text, weight, pinyin] = line.split(' ') as [string, string, string];
  return { text, pinyin, weight: Number(weight) };
});
const surnameTotals = runningTotals(surnames.map((entry) => entry.weight));

/** Given names of the cohorts 1980 to 2002, the most frequent first; they are drawn with weights falling as 1 / rank^0.5. */
const femaleGiven =
  '静 敏 丽 婷 艳 娟 丹 娜 倩 雪 慧 颖 玲 燕 芳 萍 霞 洁 莉 琳 晶 欢 璐 瑶 婷婷 丹丹 莹莹 欣怡 思雨 雨欣 晓燕 晓敏 雅琴 佳琪 梦瑶 雨桐 诗涵 梦婷 静怡 文静 美玲 秀英 玉兰 淑芬 海燕 晓雯 佳慧 雅婷 子涵 若曦 怡君 思琪 梦洁 可欣 嘉怡 心怡 紫萱 晨曦 语嫣 一诺 春梅 冬梅 红梅 丽娟 丽华 小芳 小红 晓彤 亚楠 雨薇 舒婷 筱雨 沐晴'.split(
    ' ',
  );
const maleGiven =
  '伟 强 磊 军 洋 勇 杰 涛 超 鹏 浩 明 刚 辉 斌 波 飞 凯 宇 帅 俊杰 志强 建华 浩然 子轩 宇航 文博 志伟 建国 嘉豪 家豪 俊 晨 博 旭 鑫 健 峰 龙 毅 天宇 梓豪 明轩 海涛 少华 永强 国强 志明 晓东 振华 文杰 泽宇 一鸣 立新 成龙 金龙 佳明 思远 子昂 睿'.split(
    ' ',
  );
const givenTotals = (names: readonly string[]): Float64Array =>
  runningTotals(names.map((_, rank) => 1 / Math.sqrt(rank + 1)));
const femaleTotals = givenTotals(femaleGiven);
const maleTotals = givenTotals(maleGiven);

export type Gender = 'female' | 'male';

/** A full name, surname first, and the surname in pinyin for an address of e-mail. */
export function drawName(random: Random, gender: Gender): { name: string; pinyin: string } {
  const surname = surnames[random.index(surnameTotals)] as Surname;
  const given = gender === 'female' ? femaleGiven[random.index(femaleTotals)] : maleGiven[random.index(maleTotals)];
  return { name: `${surname.text}${given}`, pinyin: surname.pinyin };
}

const streets =
  '文三路 人民路 中山路 解放路 建设路 和平路 学院路 滨江路 长江路 新华路 体育路 湖滨路 科技路 花园路 朝阳路 东风路'.split(
    ' ',
  );
const estates = '绿城花园 阳光小区 江南春晓 金色家园 翡翠湾 书香苑 锦绣华庭 万和城 桂花城 云溪里'.split(' ');

/** A delivery address below the city. */
export function drawAddress(random: Random): string {
  const street = random.one(streets);
  const estate = random.one(estates);
  return `${street}${random.whole(1, 399)}号${estate}${random.whole(1, 28)}幢${random.whole(1, 30)}0${random.whole(1, 4)}室`;
}
