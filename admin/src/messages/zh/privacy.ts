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
  states: { given: '已同意', renew: '待重新同意', withdrawn: '已撤回' } satisfies Record<
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
  member: {
    hint: '每个用途单独同意，随时可以撤回，撤回立即生效。“整体”适用于没有单独选择的渠道；撤回整体时，之前各渠道的同意一并失效。个性化推荐在会员拒绝之前视为可以。',
    matrix: '同意情况',
    purpose: '用途',
    byWhole: '随整体',
    wholeWithdrawn: '整体已撤回',
    since: (at: string) => `${at} 起`,
    notProfiled: '已拒绝个性化：不参与人群画像和推荐，按一般内容对待。',
    ledger: '同意与撤回的记录',
    ledgerEmpty: '还没有记录',
    ledgerEmptyHint: '会员在小程序、门店或电话里表示同意或撤回后，会连同证据记在这里。',
    basis: (policy: string) => `依据${policy}`,
    shown: (text: string) => `“${text}”`,
    from: (address: string) => `来自 ${address}`,
    recordedBy: (name: string) => `${name} 记录`,
    decision: '会员的决定',
    choices: { given: '同意', withdrawn: '拒绝或撤回' } satisfies Record<ConsentDecision, string> as Record<
      ConsentDecision,
      string
    >,
    record: '记录',
    recorded: '已记录',
    source: '会员在哪里表示的',
    sources: {
      counter: '门店当面',
      phone: '电话',
      paper: '纸质表单',
      message: '来信或聊天',
      miniprogram: '小程序',
      'sms-keyword': '短信回复',
    } as Readonly<Record<string, string>>,
    policy: '依据的政策版本',
    read: '查看文字',
    wording: '展示给会员的文字',
    wordingHint: '勾选框旁边，或口头念给会员的那句话。不能替会员预先勾选。',
    reason: '会员的原话',
    reasonHint: '选填，例如短信回复的内容。',
    noPolicy: '还没有发布政策，不能记录同意。请店主或管理员在“设置 · 隐私”里先发布。',
    fault: {
      policy: '请选择政策版本',
      shown: '请填写展示给会员的文字',
      source: '请选择会员在哪里表示的',
      outdated: '这一版已被替换，请向会员展示最新版本',
    },
  },
};
