/** What 小满母婴美妆 sells. Brands are invented; prices are in 分. */

export type Interest = 'baby' | 'beauty' | 'expecting';

export interface Category {
  readonly name: string;
  readonly interest: Interest;
  /** How often it is picked for pleasure; replenished goods (奶粉, 纸尿裤) are bought by need instead. */
  readonly weight: number;
  /** Share of the orders holding it that come back, at least in part. */
  readonly returnRate: number;
  /** Factor on `weight` for January to December. */
  readonly season: readonly number[];
}

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  readonly priceMinor: number;
  /** Cross-border goods carry 9.1 % import tax online. */
  readonly isImported: boolean;
}

const even = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
const summer = [0.3, 0.4, 0.8, 1.4, 2, 2.4, 2.4, 1.8, 0.9, 0.5, 0.3, 0.3];
const winter = [1.5, 1.3, 1.1, 0.9, 0.8, 0.7, 0.7, 0.8, 1, 1.2, 1.4, 1.5];
const gifts = [1.4, 1.6, 1.1, 0.8, 1.7, 1, 0.7, 1.2, 0.9, 0.9, 1.2, 1.8];
const dressing = [0.9, 0.8, 1.3, 1.2, 1, 0.9, 0.8, 1, 1.3, 1.3, 1.1, 1];

const category = (
  name: string,
  interest: Interest,
  weight: number,
  returnRate: number,
  season: readonly number[] = even,
): Category => ({
  name,
  interest,
  weight,
  returnRate,
  season,
});

export const categories: readonly Category[] = [
  category('奶粉', 'baby', 0, 0.028),
  category('纸尿裤', 'baby', 0, 0.034),
  category('湿巾', 'baby', 1.6, 0.02),
  category('安抚奶嘴', 'baby', 0.5, 0.03),
  category('喂养用品', 'baby', 1, 0.045),
  category('辅食', 'baby', 1.8, 0.025),
  category('婴童洗护', 'baby', 1.3, 0.03, winter),
  category('童装', 'baby', 1.3, 0.13, dressing),
  category('玩具', 'baby', 1.2, 0.07, gifts),
  category('孕产', 'expecting', 1.5, 0.06),
  category('营养品', 'expecting', 1, 0.02),
  category('护肤', 'beauty', 2.2, 0.05, winter),
  category('面膜', 'beauty', 1.6, 0.03),
  category('防晒', 'beauty', 1.1, 0.035, summer),
  category('口红', 'beauty', 1.5, 0.07, gifts),
  category('粉底', 'beauty', 0.7, 0.08),
  category('眼影', 'beauty', 0.7, 0.075),
  category('礼盒套装', 'beauty', 0.7, 0.05, gifts),
  category('美妆工具', 'beauty', 0.8, 0.04),
  category('个护香氛', 'beauty', 0.7, 0.04),
];

export const milkBrands = ['禾悦', '初芽', '牧星', '优蓓'] as const;
export const diaperBrands = ['云朵', '柔满', '贝安'] as const;
export const diaperSizes = ['NB', 'S', 'M', 'L', 'XL', 'XXL'] as const;
export const skincareSteps = ['洁面', '爽肤水', '精华', '面霜'] as const;

const milkPrices = [33800, 26800, 22800, 39800];
const milkSuits = ['0-6月', '6-12月', '12-36月', '3岁以上'];
const diaperPrices = [12900, 8900, 15900];
const diaperPieces = [72, 68, 60, 54, 48, 42];

function milkPowders(): Product[] {
  return milkBrands.flatMap((brand, row) =>
    milkSuits.map((suits, stage) => ({
      sku: `MF-${row + 1}${stage + 1}`,
      name: `${brand} 婴幼儿配方奶粉 ${stage + 1}段(${suits}) 800g`,
      brand,
      category: '奶粉',
      priceMinor: (milkPrices[row] as number) - stage * 1000,
      isImported: row === 0 || row === 3,
    })),
  );
}

function diapers(): Product[] {
  return diaperBrands.flatMap((brand, row) =>
    diaperSizes.map((size, step) => ({
      sku: `DP-${row + 1}${size}`,
      name: `${brand} ${step < 4 ? '纸尿裤' : '拉拉裤'} ${size} ${diaperPieces[step]}片`,
      brand,
      category: '纸尿裤',
      priceMinor: diaperPrices[row] as number,
      isImported: row === 2,
    })),
  );
}

/** One line per product: name (first word is the brand) and price in yuan. */
const shelves: readonly (readonly [prefix: string, category: string, lines: string])[] = [
  [
    'WP',
    '湿巾',
    '柔满 婴儿湿巾 80抽×6包 49.9|云朵 婴儿手口湿巾 60抽×8包 59.9|贝安 婴儿纯水湿巾 70抽×5包 69|柔满 便携婴儿湿巾 20抽×12包 39.9|云朵 婴儿厚款湿巾 100抽×4包 45',
  ],
  [
    'PC',
    '安抚奶嘴',
    '小满 安抚奶嘴 0-6月 39|小满 安抚奶嘴 6-18月 39|贝安 夜光安抚奶嘴 59|云朵 拇指型安抚奶嘴 45|贝安 安抚奶嘴两只装 89',
  ],
  [
    'FD',
    '喂养用品',
    '小满 PPSU奶瓶 240ml 89|小满 玻璃奶瓶 160ml 69|贝安 宽口奶嘴两只装 45|初芽 恒温壶 1.2L 199|初芽 奶瓶消毒烘干机 399|小满 硅胶围兜 29.9|小满 吸盘碗勺套装 59|初芽 便携奶粉盒 35',
  ],
  [
    'BF',
    '辅食',
    '禾悦 高铁婴儿米粉 225g 68|禾悦 胡萝卜米粉 225g 68|小满 西梅果泥 100g×6 79|小满 苹果果泥 100g×6 69|小满 婴儿面条 180g×3 45|初芽 溶豆 20g×4 56|初芽 泡芙 49g×3 49.9|小满 三文鱼松 80g 65|小满 猪肝粉 60g 58|禾悦 儿童奶酪棒 500g 59.9|小满 核桃油 110ml 69|初芽 磨牙棒 64g×2 39.9',
  ],
  [
    'BW',
    '婴童洗护',
    '云朵 婴儿洗发沐浴露 400ml 69|云朵 婴儿润肤乳 200ml 79|云朵 婴儿面霜 50g 59|贝安 护臀膏 100g 89|云朵 婴儿洗衣液 2L 49.9|小满 儿童牙膏 60g×2 39|云朵 婴儿抚触油 100ml 55',
  ],
  [
    'KC',
    '童装',
    '小满 纯棉连体衣 99|小满 婴儿和服两件装 89|小满 儿童家居服 119|小满 婴儿袜五双 39|小满 新生儿礼服 159|小满 儿童羽绒马甲 199|小满 防晒皮肤衣 129|小满 学步鞋 149',
  ],
  [
    'TY',
    '玩具',
    '小满 布书三本 69|小满 摇铃牙胶套装 59|初芽 健身架 199|初芽 积木 100粒 129|小满 洗澡玩具 49|初芽 早教故事机 169|初芽 学步推车 259|小满 拼图 35',
  ],
  [
    'MT',
    '孕产',
    '小满 孕妇枕 199|小满 哺乳内衣两件 139|小满 待产包 299|贝安 溢乳垫 100片 59|小满 产褥垫 30片 49|云朵 妊娠纹按摩油 120ml 158',
  ],
  [
    'NT',
    '营养品',
    '优蓓 孕妇叶酸 90片 89|优蓓 孕妇DHA 60粒 238|优蓓 钙镁锌 90片 158|优蓓 婴儿维生素D3 滴剂 98|优蓓 儿童益生菌 30条 198',
  ],
  [
    'SK',
    '护肤',
    '蔻颜 氨基酸洁面 120g 89|棠妆 卸妆洁面膏 100g 129|蔻颜 保湿爽肤水 200ml 139|棠妆 舒缓爽肤水 150ml 179|蔻颜 烟酰胺精华 30ml 259|棠妆 视黄醇精华 30ml 399|蔻颜 玻色因精华 30ml 329|蔻颜 保湿面霜 50g 199|棠妆 修护面霜 50g 289|棠妆 抗皱面霜 50g 459|蔻颜 眼霜 15g 239|棠妆 孕妇可用护肤水 200ml 159',
  ],
  [
    'MK',
    '面膜',
    '蔻颜 补水面膜 10片 79|蔻颜 玻尿酸面膜 20片 139|棠妆 修护面膜 5片 119|棠妆 涂抹泥膜 100g 129|蔻颜 眼膜 60片 99',
  ],
  [
    'SN',
    '防晒',
    '蔻颜 防晒霜 SPF50 50g 119|棠妆 物理防晒霜 60g 169|蔻颜 防晒喷雾 150ml 89|小满 儿童防晒霜 60g 99|棠妆 隔离防晒乳 40g 149|蔻颜 防晒霜两支装 199',
  ],
  [
    'LP',
    '口红',
    '蔻颜 丝绒口红 豆沙 129|蔻颜 丝绒口红 正红 129|蔻颜 唇釉 枫叶 99|棠妆 滋润口红 奶茶 199|棠妆 滋润口红 浆果 199|棠妆 缎光口红 复古红 219|蔻颜 润唇膏 49|蔻颜 唇泥 烂番茄 79',
  ],
  [
    'FN',
    '粉底',
    '蔻颜 持妆粉底液 30ml 169|棠妆 养肤粉底液 30ml 289|蔻颜 气垫 15g 159|棠妆 气垫 15g 259|蔻颜 遮瑕盘 89|蔻颜 定妆散粉 119',
  ],
  [
    'ES',
    '眼影',
    '蔻颜 十二色眼影盘 大地 159|蔻颜 九色眼影盘 蜜桃 139|棠妆 四色眼影 落日 229|蔻颜 眼线液笔 59|蔻颜 睫毛膏 79|棠妆 单色眼影 闪片 99',
  ],
  [
    'GS',
    '礼盒套装',
    '蔻颜 限量眼影套装 云隐 369|棠妆 限量眼影套装 山海 499|蔻颜 口红礼盒三支 329|棠妆 护肤礼盒四件 899|蔻颜 水乳套装 299|小满 新生儿满月礼盒 399|小满 周岁礼盒 459',
  ],
  [
    'BT',
    '美妆工具',
    '蔻颜 化妆刷八支 129|蔻颜 美妆蛋三只 39|蔻颜 睫毛夹 35|棠妆 洁面仪 399|蔻颜 一次性洗脸巾 80抽×6 59.9',
  ],
  [
    'PF',
    '个护香氛',
    '棠妆 淡香水 50ml 399|棠妆 护手霜三支 89|蔻颜 身体乳 250ml 79|蔻颜 洗发水 400ml 69|棠妆 香薰蜡烛 159',
  ],
];

function shelved(): Product[] {
  return shelves.flatMap(([prefix, name, lines]) =>
    lines.split('|').map((line, row) => {
      const words = line.split(' ');
      const yuan = Number(words.at(-1));
      return {
        sku: `${prefix}-${String(row + 1).padStart(2, '0')}`,
        name: words.slice(0, -1).join(' '),
        brand: words[0] as string,
        category: name,
        priceMinor: Math.round(yuan * 100),
        isImported: false,
      };
    }),
  );
}

export const catalogue: readonly Product[] = [...milkPowders(), ...diapers(), ...shelved()];

const bySku = new Map(catalogue.map((product) => [product.sku, product]));
const byCategory = Map.groupBy(catalogue, (product) => product.category);
const categoryByName = new Map(categories.map((entry) => [entry.name, entry]));

export function productOf(sku: string): Product {
  const product = bySku.get(sku);
  if (!product) throw new Error(`the catalogue has no ${sku}`);
  return product;
}

export function productsIn(name: string): readonly Product[] {
  return byCategory.get(name) ?? [];
}

export function returnRateOf(name: string): number {
  return categoryByName.get(name)?.returnRate ?? 0;
}
