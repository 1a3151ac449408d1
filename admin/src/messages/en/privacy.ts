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
  states: { given: 'Given', renew: 'To be renewed', withdrawn: 'Withdrawn' },
  decisions: { given: 'consent given', withdrawn: 'consent withdrawn' },
  about: (purpose, channel) =>
    channel === 'all'
      ? (purposes[purpose] ?? purpose)
      : `${purposes[purpose] ?? purpose} (${channels[channel] ?? channel})`,
  version: (code, version) => `${policies[code] ?? code}, version ${version}`,
  member: {
    hint: 'Each purpose is consented to by itself and can be withdrawn at any time, with effect at once. “As a whole” holds for channels without a choice of their own; withdrawing it ends what channels were given before. Personalisation is taken as allowed until it is refused.',
    matrix: 'Consents',
    purpose: 'Purpose',
    byWhole: 'As the whole',
    wholeWithdrawn: 'Whole withdrawn',
    since: (at) => `since ${at}`,
    notProfiled: 'Refused personalisation: is in no profile or recommendation, and sees what everybody sees.',
    ledger: 'What was given and withdrawn',
    ledgerEmpty: 'Nothing yet',
    ledgerEmptyHint:
      'What the member consents to or withdraws in the mini program, in a store or by phone stands here with its evidence.',
    basis: (policy) => `under ${policy}`,
    shown: (text) => `“${text}”`,
    from: (address) => `from ${address}`,
    recordedBy: (name) => `recorded by ${name}`,
    decision: 'What the member decided',
    choices: { given: 'Consents', withdrawn: 'Refuses or withdraws' },
    record: 'Record',
    recorded: 'Recorded',
    source: 'Where the member said so',
    sources: {
      counter: 'In a store',
      phone: 'By phone',
      paper: 'Paper form',
      message: 'Letter or chat',
      miniprogram: 'Mini program',
      'sms-keyword': 'Reply to an SMS',
    },
    policy: 'Version of the policy',
    read: 'Read the text',
    wording: 'Words shown to the member',
    wordingHint: 'What stood beside the box, or was read out. Nothing may be ticked for the member.',
    reason: 'What the member said',
    reasonHint: 'Optional, such as the reply to an SMS.',
    noPolicy:
      'No policy is published yet, so no consent can be recorded. Ask the owner or an administrator to publish one in “Settings · Privacy”.',
    fault: {
      policy: 'Choose a version of a policy',
      shown: 'Enter the words shown to the member',
      source: 'Choose where the member said so',
      outdated: 'This version was replaced: show the member the latest one',
    },
  },
};
