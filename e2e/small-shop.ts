import type { BodyInput, recordOrders, recordRefund, upsertMember } from '@shuke/contract';

type Order = Extract<BodyInput<typeof recordOrders>, { number: string }>;
type Member = BodyInput<typeof upsertMember>;
type Refund = BodyInput<typeof recordRefund> & { number: string };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Six orders of the last weeks, four members, one refund: few enough to count by hand.
 * 王小明 buys twice (¥600 + ¥500 = 1,100 points, 银卡), 李娜 twice with one refund of ¥40, 陈静 once; 赵磊 never; one sale
 * is without a member.
 */
export function smallShop(now: number): { members: Member[]; orders: Order[]; refunds: Refund[] } {
  const at = (daysAgo: number) => new Date(now - daysAgo * DAY_MS).toISOString();
  const members: Member[] = [
    { phone: '13800000001', name: '王小明', gender: 'male', channel: 'pos', joinedAt: at(20) },
    { phone: '13800000002', name: '李娜', gender: 'female', channel: 'miniprogram', joinedAt: at(19) },
    { phone: '13900000003', name: '陈静', gender: 'female', channel: 'tmall', joinedAt: at(18) },
    { phone: '13700000004', name: '赵磊', gender: 'male', channel: 'pos', joinedAt: at(3) },
  ];
  const order = (number: string, daysAgo: number, yuan: number, channel: string, phone?: string): Order => ({
    number,
    status: 'paid',
    placedAt: at(daysAgo),
    currency: 'CNY',
    channel,
    ...(channel === 'pos' ? { store: '湖滨店' } : {}),
    ...(phone === undefined ? {} : { member: { phone } }),
    totalMinor: yuan * 100,
    lines: [
      {
        sku: `T-${yuan}`,
        name: yuan > 300 ? '有机奶粉 900g' : '纯棉湿巾',
        category: '母婴',
        quantity: 1,
        unitPriceMinor: yuan * 100,
      },
    ],
  });
  return {
    members,
    orders: [
      order('A-1001', 15, 600, 'pos', '13800000001'),
      order('A-1002', 9, 500, 'pos', '13800000001'),
      order('M-2001', 12, 100, 'miniprogram', '13800000002'),
      order('M-2002', 5, 80, 'miniprogram', '13800000002'),
      order('T-3001', 4, 120, 'tmall', '13900000003'),
      order('A-1003', 2, 50, 'pos'),
    ],
    refunds: [{ number: 'M-2001', refund: 'R-1', at: at(8), amountMinor: 4000, reason: '尺码不合' }],
  };
}
