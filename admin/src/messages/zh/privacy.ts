import type { ConsentDecision, ConsentState, ContactChannel, PolicyCode, Purpose } from '@shuke/contract';

const purposes: Record<Purpose, string> = {
  membership: '会员服务',
  marketing: '营销消息',
  personalisation: '个性化推荐',
  sensitive: '敏感个人信息',
  sharing: '向第三方提供',
};
const channels: Record<ContactChannel, string> = {
  all: '整体',
  sms: '短信',
  email: '邮件',
  wechat: '微信',
  'app-push': 'App 推送',
  wecom: '企业微信',
  phone: '电话',
};
const policies: Record<PolicyCode, string> = {
  privacy: '隐私政策',
  membership: '会员章程',
  marketing: '营销授权书',
  sensitive: '敏感个人信息同意书',
  sharing: '对外提供同意书',
  minors: '儿童个人信息保护规则',
};

export const privacy = {
  title: '隐私',
  purposes,
  channels,
  policies,
  states: { given: '已同意', renew: '待重新同意', guardian: '待监护人同意', withdrawn: '已撤回' } satisfies Record<
    ConsentState,
    string
  > as Record<ConsentState, string>,
  decisions: { given: '同意', withdrawn: '撤回' } satisfies Record<ConsentDecision, string> as Record<
    ConsentDecision,
    string
  >,
  about: (purpose: Purpose, channel: ContactChannel) =>
    channel === 'all'
      ? (purposes[purpose] ?? purpose)
      : `${purposes[purpose] ?? purpose}（${channels[channel] ?? channel}）`,
  version: (code: PolicyCode, version: number) => `《${policies[code] ?? code}》第 ${version} 版`,
};
