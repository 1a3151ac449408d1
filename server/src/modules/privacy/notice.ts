import {
  type Attribute,
  type AnswerOf,
  type NoticeGap,
  type Recipient,
  type Responsible,
  type RetentionRule,
  type Words,
  type draftNotice,
  draftMarks,
  requestDays,
} from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { readAttributes } from '../members/index.ts';
import { readDecisions } from './automated-decisions.ts';
import * as words from './pack-words.ts';
import { listed } from './pack-table.ts';
import { activities } from './processing-activities.ts';
import { readRecipients } from './recipients.ts';
import { readVersions } from './responsible.ts';
import { readRetention } from './retention.ts';

/** What a notice is drafted from. */
interface Recorded {
  readonly responsible: Responsible | null;
  readonly recipients: readonly Recipient[];
  readonly sensitive: readonly Attribute[];
  readonly retention: readonly RetentionRule[];
}

/** A section: its heading, and its paragraphs. */
type Section = readonly [heading: Words, ...paragraphs: (readonly Words[])[]];

const say = (zh: string, en: string): Words => ({ zh, en });
const alike = (text: string): Words => say(text, text);
const missing = (zh: string, en: string): Words => say(`${draftMarks.zh}${zh}】`, `${draftMarks.en}${en}]`);

export async function readNotice(pool: Database, today: string): Promise<AnswerOf<typeof draftNotice>> {
  const [versions, recipients, fields, retention] = await Promise.all([
    readVersions(pool),
    readRecipients(pool, today),
    readAttributes(pool),
    readRetention(pool),
  ]);
  return draft({
    responsible: versions[0] ?? null,
    recipients: recipients.filter((one) => !one.isEnded),
    sensitive: fields.filter((one) => one.class === 'sensitive'),
    retention,
  });
}

/** The notice that the law asks for (个人信息保护法 17, 23, 24, 30, 39), of nothing but what is recorded. */
export function draft(recorded: Recorded): AnswerOf<typeof draftNotice> {
  const { responsible, recipients } = recorded;
  const sections = [
    who(responsible),
    what(recorded.retention),
    sensitive(recorded.sensitive),
    others(recipients),
    ...(recipients.some(isAbroad) ? [abroad(recipients.filter(isAbroad))] : []),
    machines(),
    rights(responsible),
    minors,
    changes,
  ];
  const isMissing: Record<NoticeGap, boolean> = {
    responsible: responsible === null,
    officer: responsible !== null && responsible.officer === null,
    recipients: recipients.length === 0,
    'purposes-en': recipients.some(({ purposeEn }) => purposeEn === null),
  };
  return {
    text: written(say('隐私政策', 'Privacy notice'), sections, 'zh'),
    textEn: written(say('隐私政策', 'Privacy notice'), sections, 'en'),
    gaps: (Object.keys(isMissing) as NoticeGap[]).filter((gap) => isMissing[gap]),
  };
}

const written = (title: Words, sections: readonly Section[], language: keyof Words): string =>
  [
    title[language],
    ...sections.map(([heading, ...paragraphs], at) =>
      [
        language === 'zh' ? `${numerals[at]}、${heading.zh}` : `${at + 1}. ${heading.en}`,
        ...paragraphs.map((said) => said.map((one) => one[language]).join(language === 'zh' ? '' : ' ')),
      ].join('\n'),
    ),
  ].join('\n\n');

const numerals = '一二三四五六七八九十';

const notTold = missing(
  '在“隐私中心 → 谁在处理”登记店铺名称和联系方式',
  'record name and contacts of the shop under Privacy → Who handles data',
);

function who(told: Responsible | null): Section {
  const heading = say('我们是谁', 'Who we are');
  if (told === null) return [heading, [notTold]];
  const { name, contact, officer } = told;
  return [
    heading,
    [
      say(
        `个人信息处理者：${name}，联系方式：${contact}。`,
        `${name} is responsible for your personal data. Contact: ${contact}.`,
      ),
    ],
    ...(officer === null
      ? []
      : [
          [
            say(
              `个人信息保护负责人：${officer.name}，${officer.contact}。`,
              `In charge of personal information: ${officer.name}, ${officer.contact}.`,
            ),
          ],
        ]),
  ];
}

const kindsOf = (kinds: readonly (keyof typeof words.dataWords)[]): Words =>
  listed(kinds.map((kind) => words.dataWords[kind]));

function what(retention: readonly RetentionRule[]): Section {
  const told = Object.values(activities).filter(({ about }) => about === 'members');
  const rules = retention.map(({ class: name, days }) => {
    const { zh, en } = words.retentionWords[name];
    return days === null
      ? say(`${zh}：没有自动删除`, `${en}: no automatic deletion`)
      : say(`${zh}：${days} 天`, `${en}: ${days} days`);
  });
  return [
    say('我们处理哪些信息，为什么，保存多久', 'What we process, why, and for how long'),
    ...told.map(({ name, purpose, kinds, ground, retention: kept }) => {
      const data = kindsOf(kinds);
      return [
        say(
          `${name.zh}：${purpose.zh}。信息种类：${data.zh}。依据：《个人信息保护法》，${ground.zh}。保存：${kept.zh}。`,
          `${name.en}. Purpose: ${purpose.en}. Kinds of data: ${data.en}. Ground: ${ground.en}. Kept: ${kept.en}.`,
        ),
      ];
    }),
    [
      say(
        `自动删除的期限：${rules.map(({ zh }) => zh).join('；')}。`,
        `Automatic deletion: ${rules.map(({ en }) => en).join('; ')}.`,
      ),
    ],
  ];
}

function sensitive(fields: readonly Attribute[]): Section {
  const heading = say('敏感个人信息', 'Sensitive data');
  if (fields.length === 0)
    return [heading, [say('目前没有登记任何敏感个人信息的字段。', 'No field for sensitive data is recorded.')]];
  const names = listed(fields.map(({ name, nameEn }) => say(name, nameEn ?? name)));
  return [
    heading,
    [
      say(
        `只有在您单独同意后，我们才保存：${names.zh}。平时不显示；您撤回同意时立即删除。`,
        `Only with your separate consent do we keep: ${names.en}. It is not shown in daily work, and erased as soon as you withdraw.`,
      ),
    ],
  ];
}

const isAbroad = ({ country }: Recipient) => country !== 'CN';

const roles: Record<Recipient['role'], Words> = {
  entrusted: say('受我们委托处理', 'Processes it for us'),
  own: say('为自己的目的处理，我们会先取得您的单独同意', 'For purposes of their own: we ask for your separate consent'),
  joint: say('与我们共同决定如何处理', 'Decides together with us how it is processed'),
};

const purposeOf = ({ name, purpose, purposeEn }: Recipient): Words =>
  purposeEn === null
    ? say(purpose, missing('', `the purpose of ${name} in English, under Privacy → Who handles data`).en)
    : say(purpose, purposeEn);

function others(recipients: readonly Recipient[]): Section {
  const heading = say('谁还会得到您的信息', 'Who else gets your data');
  if (recipients.length === 0)
    return [
      heading,
      [
        missing(
          '在“隐私中心 → 谁在处理”登记短信、快递、云服务等接收方；确实没有的，把这一段改写为“我们不向任何人提供您的信息”',
          'record who gets data under Privacy → Who handles data: SMS, courier, cloud. Where nobody does, write so in place of this',
        ),
      ],
    ];
  return [heading, ...recipients.map((one) => [toldOf(one)])];
}

function toldOf(one: Recipient): Words {
  const [data, purpose, role] = [kindsOf(one.data), purposeOf(one), roles[one.role]];
  return say(
    `${one.name}（${one.contact}）：${purpose.zh}。信息种类：${data.zh}。${role.zh}。`,
    `${one.name} (${one.contact}). Purpose: ${purpose.en}. Kinds of data: ${data.en}. ${role.en}.`,
  );
}

const countryOf = (code: string, language: string) =>
  new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;

const abroad = (recipients: readonly Recipient[]): Section => [
  say('向境外提供', 'Sent abroad'),
  ...recipients.flatMap(({ name, country, transfer }) => {
    if (transfer === null) return [];
    const way = words.transferWords[transfer];
    return [
      [
        say(
          `${name} 在${countryOf(country, 'zh-CN')}保存和处理，出境方式：${way.zh}。您可以按本政策的联系方式向其行使权利，向境外提供前我们会取得您的单独同意或有法律规定的其他依据。`,
          `${name} keeps and processes it in ${countryOf(country, 'en')}. Way abroad: ${way.en}. You can exercise your rights against them through the contacts in this notice; we ask for your separate consent beforehand unless the law has another ground.`,
        ),
      ],
    ];
  }),
];

const machines = (): Section => [
  say('自动化决策', 'Decisions by machines'),
  ...readDecisions().map(({ name, how, optOut }) => [
    say(`${name.zh}：${how.zh}。${optOut.zh}。`, `${name.en}: ${how.en}. ${optOut.en}.`),
  ]),
  [
    say(
      '您可以随时拒绝个性化的推荐和营销，也可以要求说明自动作出的决定、并由人工处理。',
      'You can refuse personalised recommendations and marketing at any time, have a decision explained, and ask for a person to look at it.',
    ),
  ],
];

function rights(told: Responsible | null): Section {
  const where = told === null ? notTold : alike(told.requests);
  return [
    say('您的权利', 'Your rights'),
    [
      say(
        '您可以查阅、复制、转移、更正、补充、删除您的个人信息，要求解释本政策，撤回同意。撤回与同意一样方便，不影响之前的处理，也不影响与之无关的服务。',
        'You can see, copy, transfer, correct, complete and delete your data, have this notice explained, and withdraw a consent: as easily as it was given, without effect on what was done before, or on services that do not rest on it.',
      ),
    ],
    [
      say(
        `提出的方式：${where.zh}。删除在 ${requestDays.delete} 天内、其他请求在 ${requestDays.access} 天内答复；拒绝时说明理由。`,
        `How to ask: ${where.en}. Deletion is answered within ${requestDays.delete} days, all else within ${requestDays.access}; a refusal comes with its reason.`,
      ),
    ],
    [
      say(
        '自然人死亡的，近亲属为自身的合法、正当利益，可以查阅、复制、更正、删除其信息，死者生前另有安排的除外。您也可以向个人信息保护主管部门投诉。',
        'Close relatives of a person who died can see, copy, correct and delete their data for lawful interests of their own, unless the person arranged otherwise. You can also complain to the authority for personal information.',
      ),
    ],
  ];
}

const minors: Section = [
  say('未成年人', 'Minors'),
  [
    say(
      '不满十四周岁的，只有父母或者其他监护人同意后，我们才为需要同意的用途处理其信息。',
      'Under fourteen, only a parent or other guardian can consent to what needs a consent.',
    ),
  ],
];

const changes: Section = [
  say('政策的更新', 'Changes'),
  [
    say(
      '目的、方式或信息种类有变化时，我们发布新版本，并重新征得同意。',
      'Where purpose, means or kinds of data change we publish a new version, and ask for consent anew.',
    ),
  ],
];
