import type { ContactPurpose, ContactReason, ContactState, MessageChannel, PolicyCode, Words } from '@shuke/contract';
import type { Database } from '../../platform/database.ts';
import { rowsOf } from '../../platform/postgres.ts';
import type { PackTable } from './pack-table.ts';
import * as words from './pack-words.ts';

interface Row {
  readonly purpose: ContactPurpose;
  readonly channel: MessageChannel;
  readonly state: ContactState;
  readonly reason: ContactReason | null;
  readonly code: PolicyCode | null;
  readonly version: number | null;
  readonly contacts: number;
  readonly members: number;
  readonly first: Date;
  readonly last: Date;
}

const word = (zh: string, en: string): Words => ({ zh, en });

/** On which texts members were contacted, and why others were not. */
export async function contactTable(pool: Database): Promise<PackTable> {
  const rows = await rowsOf<Row>(
    pool,
    `select purpose, channel, state, reason, policy_code as code, policy_version as version, count(*)::int as contacts,
       count(distinct member_id)::int as members, min(asked_at) as first, max(asked_at) as last
     from privacy.contact group by purpose, channel, state, reason, policy_code, policy_version
     order by purpose, channel, state, reason, policy_code, policy_version`,
  );
  return {
    title: word('触达许可统计', 'Counts of contact permits'),
    columns: [
      word('用途', 'Purpose'),
      word('渠道', 'Channel'),
      word('结果', 'Outcome'),
      word('原因', 'Reason'),
      word('依据政策', 'Policy it rests on'),
      word('版本', 'Version'),
      word('次数', 'Times'),
      word('会员数', 'Members'),
      word('最早', 'First at'),
      word('最近', 'Last at'),
    ],
    rows: rows.map((row) => [
      words.purposeWords[row.purpose],
      words.channelWords[row.channel],
      words.contactStateWords[row.state],
      row.reason && words.contactReasonWords[row.reason],
      row.code && words.policyWords[row.code],
      row.version,
      row.contacts,
      row.members,
      row.first.toISOString(),
      row.last.toISOString(),
    ]),
  };
}
