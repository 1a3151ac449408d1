import type {
  AutomatedDecision,
  AssessmentAbout,
  AssessmentResult,
  ConsentState,
  ContactChannel,
  ContactReason,
  ContactState,
  DataKind,
  IncidentLevel,
  PolicyCode,
  Purpose,
  RecipientGap,
  RecipientRole,
  RequestKind,
  RequestState,
  RetentionClass,
  TransferWay,
  Words,
} from '@shuke/contract';

type WordsOf<Code extends string> = Readonly<Record<Code, Words>>;
const word = (zh: string, en: string): Words => ({ zh, en });

// What the codes in the tables of an audit pack are called: it is read by people who have no Shuke.
export const purposeWords: WordsOf<Purpose> = {
  membership: word('会员服务', 'Membership'),
  marketing: word('营销消息', 'Marketing'),
  personalisation: word('个性化推荐', 'Personalisation'),
  sensitive: word('敏感个人信息', 'Sensitive data'),
  sharing: word('向第三方提供', 'Sharing'),
};
export const basisWords: WordsOf<AutomatedDecision['basis']> = {
  rule: word('对所有会员相同的公开规则', 'Published rules, alike for all members'),
  profile: word('会员画像', 'A profile of the member'),
};
export const channelWords: WordsOf<ContactChannel> = {
  all: word('整体', 'As a whole'),
  sms: word('短信', 'SMS'),
  email: word('邮件', 'E-mail'),
  wechat: word('微信', 'WeChat'),
  'app-push': word('App 推送', 'App push'),
  wecom: word('企业微信', 'WeCom'),
  phone: word('电话', 'Phone'),
};
export const policyWords: WordsOf<PolicyCode> = {
  privacy: word('隐私政策', 'Privacy policy'),
  membership: word('会员章程', 'Terms of membership'),
  marketing: word('营销授权书', 'Consent to marketing'),
  sensitive: word('敏感个人信息同意书', 'Consent to sensitive data'),
  sharing: word('对外提供同意书', 'Consent to sharing'),
  minors: word('儿童个人信息保护规则', 'Rules for minors'),
};
export const consentStateWords: WordsOf<ConsentState> = {
  given: word('已同意', 'Given'),
  renew: word('待重新同意', 'To be renewed'),
  guardian: word('待监护人同意', 'Needs a guardian'),
  withdrawn: word('已撤回', 'Withdrawn'),
};
export const requestKindWords: WordsOf<RequestKind> = {
  access: word('查阅', 'Access'),
  copy: word('复制、转移', 'Copy'),
  correct: word('更正', 'Correction'),
  delete: word('删除', 'Deletion'),
  object: word('拒绝、限制', 'Objection'),
  explain: word('解释说明', 'Explanation'),
};
export const requestStateWords: WordsOf<RequestState> = {
  open: word('待办理', 'Open'),
  done: word('已办理', 'Done'),
  refused: word('已拒绝', 'Refused'),
};
export const levelWords: WordsOf<IncidentLevel> = {
  general: word('一般', 'General'),
  large: word('较大', 'Large'),
  grave: word('重大', 'Grave'),
  extreme: word('特别重大', 'Extreme'),
};
export const dataWords: WordsOf<DataKind> = {
  identity: word('身份信息', 'Identity'),
  contact: word('联系方式', 'Contacts'),
  birthday: word('生日', 'Birthdays'),
  orders: word('订单', 'Orders'),
  points: word('积分', 'Points'),
  behaviour: word('行为记录', 'Behaviour'),
  sensitive: word('敏感个人信息', 'Sensitive data'),
  staff: word('员工信息', 'Staff'),
  credentials: word('账号和密码', 'Credentials'),
  other: word('其他', 'Other'),
};
export const contactStateWords: WordsOf<ContactState> = {
  open: word('未使用', 'Not used yet'),
  used: word('已使用', 'Used'),
  stopped: word('已停止', 'Stopped'),
  expired: word('已到期', 'Expired'),
  refused: word('未许可', 'Refused'),
};
export const contactReasonWords: WordsOf<ContactReason> = {
  never: word('没有同意过', 'Never consented'),
  withdrawn: word('已撤回同意', 'Consent withdrawn'),
  renew: word('待重新同意', 'Consent to be renewed'),
  guardian: word('待监护人同意', 'Waits for a guardian'),
  personalisation: word('已关闭个性化', 'Personalisation off'),
  objection: word('已提出拒绝或限制', 'Objected'),
  deletion: word('已请求删除资料', 'Asked to be deleted'),
  erased: word('资料已删除', 'Data destroyed'),
};
export const retentionWords: WordsOf<RetentionClass> = {
  inputs: word('输入日志与答复', 'Log of inputs and kept answers'),
  uploads: word('上传的文件', 'Uploaded files'),
  contacts: word('触达许可', 'Contact permits'),
  members: word('长期没有来往的会员', 'Members who are inactive'),
};
export const roleWords: WordsOf<RecipientRole> = {
  entrusted: word('受托处理（21 条）', 'Entrusted (21)'),
  own: word('为自己的目的处理（23 条）', 'For purposes of their own (23)'),
  joint: word('共同处理（20 条）', 'Jointly (20)'),
};
export const transferWords: WordsOf<TransferWay> = {
  exempt: word('免予办理', 'Exempt'),
  contract: word('标准合同', 'Standard contract'),
  certification: word('保护认证', 'Certification'),
  assessment: word('安全评估', 'Security assessment'),
};
export const gapWords: WordsOf<RecipientGap> = {
  contract: word('没有登记合同', 'No contract noted'),
  ends: word('合同即将到期', 'Contract ends soon'),
  ended: word('合同已到期', 'Contract has ended'),
  consent: word('没有发布对外提供同意书', 'No text for the consent to sharing'),
  assessment: word('没有通过的影响评估', 'Not assessed as acceptable'),
};
export const aboutWords: WordsOf<AssessmentAbout> = {
  sensitive: word('敏感个人信息', 'Sensitive data'),
  automated: word('自动化决策', 'Automated decisions'),
  recipients: word('委托处理或对外提供', 'Giving data to others'),
  abroad: word('向境外提供', 'Sending data abroad'),
  other: word('其他有重大影响的处理', 'Other weighty processing'),
};
export const resultWords: WordsOf<AssessmentResult> = {
  acceptable: word('可以处理', 'Acceptable'),
  refused: word('不得处理', 'Not to be done'),
};
