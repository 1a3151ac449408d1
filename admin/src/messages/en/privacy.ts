import type { ContactChannel, PolicyCode, Purpose } from '@shuke/contract';
import type { Messages } from '../messages.ts';

const purposes: Record<Purpose, string> = {
  membership: 'Membership',
  marketing: 'Marketing messages',
  personalisation: 'Personalisation',
  sensitive: 'Sensitive data',
  sharing: 'Sharing with others',
};
const channels: Record<ContactChannel, string> = {
  all: 'As a whole',
  sms: 'SMS',
  email: 'E-mail',
  wechat: 'WeChat',
  'app-push': 'App push',
  wecom: 'WeCom',
  phone: 'Phone',
};
const policies: Record<PolicyCode, string> = {
  privacy: 'Privacy policy',
  membership: 'Terms of membership',
  marketing: 'Marketing consent',
  sensitive: 'Consent to sensitive data',
  sharing: 'Consent to sharing',
  minors: 'Rules for children’s data',
};

export const privacy: Messages['privacy'] = {
  title: 'Privacy',
  purposes,
  channels,
  policies,
  states: { given: 'Given', renew: 'To be renewed', guardian: 'Needs a guardian', withdrawn: 'Withdrawn' },
  decisions: { given: 'consent given', withdrawn: 'consent withdrawn' },
  about: (purpose, channel) =>
    channel === 'all'
      ? (purposes[purpose] ?? purpose)
      : `${purposes[purpose] ?? purpose} (${channels[channel] ?? channel})`,
  version: (code, version) => `${policies[code] ?? code}, version ${version}`,
};
