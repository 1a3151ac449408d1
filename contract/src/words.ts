/** The languages that screens and files speak. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** What people call a thing, where files say it as well as screens. Chinese first. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export const inLanguage = (words: Words, language: Language): string => (language === 'en' ? words.en : words.zh);

/** All words of a table in one language. */
export function allInLanguage<Name extends string>(
  words: Readonly<Record<Name, Words>>,
  language: Language,
): Record<Name, string> {
  const said = Object.entries<Words>(words).map(([name, one]) => [name, inLanguage(one, language)]);
  return Object.fromEntries(said) as Record<Name, string>;
}

/** A title over amounts that are written without their currency: 累计消费（CNY）. */
export const withCurrency = (title: string, currency: string, language: Language): string =>
  inLanguage({ zh: `${title}（${currency}）`, en: `${title} (${currency})` }, language);

/** Channels that many shops have; any other one is called by its own code. */
export const channelNames: Readonly<Record<string, Words>> = {
  pos: { zh: '门店收银', en: 'Store till' },
  miniprogram: { zh: '小程序', en: 'Mini program' },
  tmall: { zh: '天猫', en: 'Tmall' },
  douyin: { zh: '抖音', en: 'Douyin' },
  h5: { zh: 'H5 商城', en: 'Mobile web' },
  jd: { zh: '京东', en: 'JD' },
  xiaohongshu: { zh: '小红书', en: 'Xiaohongshu' },
  youzan: { zh: '有赞', en: 'Youzan' },
  wecom: { zh: '企业微信', en: 'WeCom' },
  import: { zh: '文件导入', en: 'File import' },
  online: { zh: '网店', en: 'Online shop' },
  web: { zh: '网站', en: 'Website' },
};
