import type { Words } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { readAssessments } from './assessments.ts';
import { type PackTable, listed } from './pack-table.ts';
import * as words from './pack-words.ts';
import { readRecipients } from './recipients.ts';
import { readVersions } from './responsible.ts';

const word = (zh: string, en: string): Words => ({ zh, en });

/** Who is responsible, who else gets data, and what was assessed beforehand: for the audit pack. */
export const handlingTables = async (pool: Database, today: string): Promise<PackTable[]> => [
  await responsibleTable(pool),
  await recipientTable(pool, today),
  await assessmentTable(pool),
];

const responsibleTable = async (pool: Database): Promise<PackTable> => ({
  title: word('责任人', 'Who is responsible'),
  columns: [
    word('版本', 'Version'),
    word('从何时起', 'From'),
    word('个人信息处理者', 'Handler of the data'),
    word('联系方式', 'Contact'),
    word('受理会员请求', 'For requests'),
    word('个人信息保护负责人', 'In charge of personal information'),
    word('负责人联系方式', 'Their contact'),
    word('登记人', 'Told by'),
  ],
  rows: (await readVersions(pool)).map((one) => [
    one.version,
    one.at,
    one.name,
    one.contact,
    one.requests,
    one.officer?.name,
    one.officer?.contact,
    one.by.name,
  ]),
});

const recipientTable = async (pool: Database, today: string): Promise<PackTable> => ({
  title: word('接收方', 'Recipients'),
  columns: [
    word('名称', 'Name'),
    word('联系方式', 'Contact'),
    word('目的', 'Purpose'),
    word('信息种类', 'Kinds of data'),
    word('关系', 'Role'),
    word('国家或地区', 'Country'),
    word('出境方式', 'Way abroad'),
    word('合同开始', 'Contract from'),
    word('合同到期', 'Contract until'),
    word('状态', 'State'),
    word('待办', 'Still to be done'),
  ],
  rows: (await readRecipients(pool, today)).map((one) => [
    one.name,
    one.contact,
    one.purpose,
    listed(one.data.map((kind) => words.dataWords[kind])),
    words.roleWords[one.role],
    one.country,
    one.transfer === null ? null : words.transferWords[one.transfer],
    one.contractFrom,
    one.contractUntil,
    one.isEnded ? word('已停止', 'Ended') : word('使用中', 'In use'),
    listed(one.gaps.map((gap) => words.gapWords[gap])),
  ]),
});

const assessmentTable = async (pool: Database): Promise<PackTable> => ({
  title: word('影响评估', 'Assessments'),
  columns: [
    word('编号', 'Number'),
    word('评估什么', 'What was assessed'),
    word('类型', 'About'),
    word('字段', 'Fields'),
    word('接收方编号', 'Recipients'),
    word('合法、正当、必要', 'Necessity'),
    word('影响和风险', 'Risk'),
    word('保护措施', 'Measures'),
    word('结论', 'Result'),
    word('评估人', 'Assessed by'),
    word('评估日期', 'On'),
    word('登记时间', 'Recorded at'),
    word('登记人', 'Recorded by'),
  ],
  rows: (await readAssessments(pool)).map((one) => [
    one.id,
    one.title,
    words.aboutWords[one.about],
    one.fields.join(', '),
    one.recipients.join(', '),
    one.necessity,
    one.risk,
    one.measures,
    words.resultWords[one.result],
    one.assessor,
    one.madeOn,
    one.recordedAt,
    one.recordedBy.name,
  ]),
});
