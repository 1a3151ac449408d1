import { createHash } from 'node:crypto';
import { type Incident, type Language, type PolicyCode, type Words, inLanguage, policyCodes } from '@shuke/contract';
import { zipSync } from 'fflate';
import type { NameOf } from '../../platform/http.ts';
import { csvLine } from '../../platform/csv.ts';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import { readDecisions } from './automated-decisions.ts';
import { type Consent, stateOf } from './consent.ts';
import { classNames, dataRegister } from './data-register.ts';
import { contactTable } from './contact-table.ts';
import { handlingTables } from './handling-tables.ts';
import { readIncidents } from './incident-views.ts';
import { type Cell, type PackTable, listed } from './pack-table.ts';
import * as words from './pack-words.ts';
import { type RequestRow, toRequest } from './request-store.ts';
import { readRetention } from './retention.ts';
import { loadPolicies } from './store.ts';

/** What the audit trail was found to be, from its first entry to its last. */
export interface TrailResult {
  readonly entries: number;
  /** Of the last entry; each holds the one before. */
  readonly hash: string;
  readonly breach: { readonly subject: string; readonly detail: string } | undefined;
}

export interface PackSources {
  readonly pool: Database;
  callerNames(): Promise<NameOf>;
  /** Tables of other modules: roles, approvals. */
  others(): Promise<readonly PackTable[]>;
  trail(): Promise<TrailResult>;
}

const word = (zh: string, en: string): Words => ({ zh, en });
const yes = word('是', 'Yes');
const no = word('否', 'No');

/** The zip that an auditor is given: a read-me with the result of the trail, one CSV for each table, the texts of policies, and the SHA-256 of each file. */
export async function makeAuditPack(
  { pool, callerNames, others, trail }: PackSources,
  { now, today, language, version }: { now: number; today: string; language: Language; version: string },
): Promise<Uint8Array> {
  const [own, theirs, handling, texts, result] = await Promise.all([
    ownTables(pool, await callerNames(), now),
    others(),
    handlingTables(pool, today),
    policyTexts(pool),
    trail(),
  ]);
  const tables = [...own, ...theirs, ...handling];
  const named = tables.map((table, at): [string, string] => [
    `${String(at + 1).padStart(2, '0')} ${inLanguage(table.title, language)}.csv`,
    toCsv(table, language),
  ]);
  const files = new Map([
    [
      language === 'en' ? 'read-me.txt' : '说明.txt',
      readMe(
        now,
        version,
        result,
        named.map(([name]) => name),
      ),
    ],
    ...named,
    ...texts,
  ]);
  const sums = [...files].map(([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`);
  files.set('sha256.txt', sums.join(''));
  const encoder = new TextEncoder();
  const content = Object.fromEntries([...files].map(([name, text]) => [name, encoder.encode(text)]));
  return zipSync(content, { mtime: new Date(now) });
}

function toCsv({ columns, rows }: PackTable, language: Language): string {
  const said = (cell: Cell | Words) => (typeof cell === 'object' && cell !== null ? inLanguage(cell, language) : cell);
  return `\uFEFF${[columns, ...rows].map((row) => csvLine(row.map(said))).join('')}`;
}

function readMe(
  now: number,
  version: string,
  { entries, hash, breach }: TrailResult,
  tables: readonly string[],
): string {
  const at = new Date(now).toISOString();
  const zh = breach ? `在 ${breach.subject} 处不一致：${breach.detail}` : '完整，未被修改';
  const en = breach ? `broken at ${breach.subject}: ${breach.detail}` : 'whole and unaltered';
  return [
    '熟客：个人信息保护审计材料',
    `生成于 ${at}，版本 ${version}。时间均为 UTC。`,
    `操作日志：${entries} 条，${zh}。最后一条的散列值：${hash}`,
    'sha256.txt 有每个文件的 SHA-256。会员只以编号出现。',
    '',
    'Shuke: material for an audit of data protection',
    `Made ${at}, version ${version}. All times are UTC.`,
    `Audit trail: ${entries} entries, ${en}. Hash of the last one: ${hash}`,
    'sha256.txt has the SHA-256 of each file. Members appear by number only.',
    '',
    '表格 · Tables',
    ...tables,
    '',
  ].join('\r\n');
}

const ownTables = async (pool: Database, nameOf: NameOf, now: number): Promise<PackTable[]> => [
  processing(),
  await retentionTable(pool),
  await policyTable(pool, nameOf),
  await consentTable(pool),
  await requestTable(pool, now),
  await incidentTable(pool),
  decisions(),
  await contactTable(pool),
];

const decisions = (): PackTable => ({
  title: word('自动化决策登记', 'Register of automated decisions'),
  columns: [
    word('决策', 'Decision'),
    word('依据', 'Rests on'),
    word('方式', 'How'),
    word('拒绝之后', 'After an opt-out'),
  ],
  rows: readDecisions().map(({ name, basis, how, optOut }) => [name, words.basisWords[basis], how, optOut]),
});

const processing = (): PackTable => ({
  title: word('处理活动记录', 'Record of processing'),
  columns: [
    word('处理活动', 'Activity'),
    word('目的', 'Purpose'),
    word('信息种类', 'Kinds of data'),
    word('依据', 'Ground'),
    word('保存期限', 'Retention'),
    word('表', 'Table'),
    word('字段', 'Column'),
    word('类别', 'Class'),
  ],
  rows: dataRegister.flatMap(({ name, purpose, kinds, ground, retention, tables }) =>
    tables.flatMap((table) =>
      table.columns.map((column) => [
        name,
        purpose,
        listed(kinds.map((kind) => words.dataWords[kind])),
        ground,
        retention,
        table.name,
        column.name,
        classNames[column.class],
      ]),
    ),
  ),
});

const retentionTable = async (pool: Database): Promise<PackTable> => ({
  title: word('保存期限', 'Retention'),
  columns: [
    word('数据', 'Data'),
    word('天数（空为长期）', 'Days (empty: as long as the shop)'),
    word('上次执行', 'Last carried out at'),
    word('上次删除', 'Dropped then'),
  ],
  rows: (await readRetention(pool)).map((rule) => [
    words.retentionWords[rule.class],
    rule.days,
    rule.ranAt,
    rule.dropped,
  ]),
});

async function policyTable(pool: Database, nameOf: NameOf): Promise<PackTable> {
  const versions = [...(await loadPolicies(pool, policyCodes))];
  return {
    title: word('政策版本', 'Versions of policies'),
    columns: [
      word('政策', 'Policy'),
      word('版本', 'Version'),
      word('要求重新同意', 'Asks again'),
      word('发布时间', 'Published at'),
      word('发布人', 'Published by'),
      word('文字指纹（SHA-256）', 'SHA-256 of the texts'),
    ],
    rows: versions.flatMap(([code, all]) =>
      all.map((one) => [
        words.policyWords[code],
        one.version,
        one.asksAgain ? yes : no,
        new Date(one.publishedAt).toISOString(),
        nameOf(one.publishedBy),
        one.hash,
      ]),
    ),
  };
}

async function policyTexts(pool: Database): Promise<[string, string][]> {
  const rows = await rowsOf<{ code: string; version: number; text: string; text_en: string | null }>(
    pool,
    'select code, version, text, text_en from privacy.policy_version order by code, version',
  );
  return rows.flatMap(({ code, version, text, text_en }) => [
    [`policies/${code}-${version}.zh.txt`, text] as [string, string],
    ...(text_en === null ? [] : [[`policies/${code}-${version}.en.txt`, text_en] as [string, string]]),
  ]);
}

/** How many members gave or withdrew what, under which version: what holds now. */
async function consentTable(pool: Database): Promise<PackTable> {
  interface Row extends Pick<Consent, 'purpose' | 'channel' | 'decision'> {
    readonly code: NonNullable<Consent['policy']>['code'] | null;
    readonly version: number | null;
    readonly members: number;
  }
  const [rows, versions] = await Promise.all([
    rowsOf<Row>(
      pool,
      `select purpose, channel, decision, policy_code as code, policy_version as version, count(*)::int as members
       from privacy.consent group by purpose, channel, decision, policy_code, policy_version
       order by purpose, channel, decision, policy_code, policy_version`,
    ),
    loadPolicies(pool, policyCodes),
  ]);
  return {
    title: word('授权统计', 'Counts of consents'),
    columns: [
      word('用途', 'Purpose'),
      word('渠道', 'Channel'),
      word('状态', 'State'),
      word('政策', 'Policy'),
      word('版本', 'Version'),
      word('会员数', 'Members'),
    ],
    rows: rows.map(({ purpose, channel, decision, code, version, members }) => {
      const policy = code === null || version === null ? null : { code, version };
      // Counted without opening any birthday: each as if it was given by who may.
      const standards = { versionsOf: (one: PolicyCode) => versions.get(one) ?? [], needsGuardian: false };
      const state = stateOf({ purpose, channel, decision, policy, byGuardian: false }, standards);
      return [
        words.purposeWords[purpose],
        words.channelWords[channel],
        words.consentStateWords[state],
        code === null ? null : words.policyWords[code],
        version,
        members,
      ];
    }),
  };
}

async function requestTable(pool: Database, now: number): Promise<PackTable> {
  const rows = await rowsOf<RequestRow>(pool, 'select * from privacy.request order by id');
  const iso = (at: number) => new Date(at).toISOString();
  return {
    title: word('会员请求', 'Requests of members'),
    columns: [
      word('编号', 'Number'),
      word('会员', 'Member'),
      word('提出人', 'Asked by'),
      word('请求', 'Request'),
      word('状态', 'State'),
      word('收到', 'Received at'),
      word('期限', 'Due at'),
      word('办结', 'Closed at'),
      word('按期', 'In time'),
    ],
    rows: rows.map((row) => {
      const { id, member, kind, state, receivedAt, dueAt, closedAt, kept } = toRequest(pool.ring, row);
      return [
        id,
        member,
        kept.heir === null ? word('会员本人', 'Member') : word('近亲属', 'Close relative'),
        words.requestKindWords[kind],
        words.requestStateWords[state],
        iso(receivedAt),
        iso(dueAt),
        closedAt === null ? null : iso(closedAt),
        (closedAt ?? now) <= dueAt ? yes : no,
      ];
    }),
  };
}

async function incidentTable(pool: Database): Promise<PackTable> {
  const all: Incident[] = [];
  let cursor: string | undefined;
  do {
    const page = await readIncidents(pool, { cursor, limit: 200 });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return {
    title: word('泄露事件', 'Breaches'),
    columns: [
      word('编号', 'Number'),
      word('事件', 'What happened'),
      word('级别', 'Level'),
      word('发现', 'Found at'),
      word('报告期限', 'To be reported by'),
      word('已报告', 'Reported at'),
      word('已告知个人', 'People told at'),
      word('办结', 'Closed at'),
      word('信息种类', 'Kinds of data'),
      word('涉及人数', 'People'),
      word('原因', 'Cause'),
      word('危害', 'Harm'),
      word('措施', 'Measures'),
      word('联系人', 'Contact'),
    ],
    rows: all.map((one) => [
      one.id,
      one.title,
      words.levelWords[one.level],
      one.foundAt,
      one.dueAt,
      one.reportedAt,
      one.toldAt,
      one.closedAt,
      listed(one.data.map((kind) => words.dataWords[kind])),
      one.people,
      one.cause,
      one.harm,
      one.measures,
      one.contact,
    ]),
  };
}
