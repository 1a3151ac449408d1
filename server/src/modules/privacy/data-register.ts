import type { DataClass, ProcessingActivity, Words } from '@shuke/contract';
import { activities, type Activity } from './processing-activities.ts';

/** The columns of one table by their class, and what the table is kept for. */
type Table = { readonly for: Activity } & { readonly [Class in DataClass]?: string };

/**
 * Every column of every table, by schema: what it holds and what it is for. A new column stands here before it can be
 * committed; whoever adds one decides its class.
 */
const schemas: Readonly<Record<string, Readonly<Record<string, Table>>>> = {
  members: {
    member: {
      for: 'membership',
      sealed: 'sealed search',
      open: 'gender region language',
      pseudonym: 'id',
      business: 'channel store joined_at updated_at erased_at',
      technical: 'index_version',
    },
    identifier: {
      for: 'membership',
      sealed: 'token sealed search',
      pseudonym: 'member_id',
      business: 'kind added_at',
      technical: 'index_version',
    },
    erased_identifier: { for: 'rights', sealed: 'token', pseudonym: 'member_id', business: 'erased_at' },
    withdrawal: { for: 'rights', sealed: 'codes', pseudonym: 'member_id', business: 'asked_at', technical: 'id cause' },
    attribute: { for: 'membership', business: 'code name name_en type class' },
    secret: { for: 'membership', sealed: 'wrapped', pseudonym: 'member_id' },
  },
  activity: {
    order: {
      for: 'orders',
      sealed: 'payments reasons',
      pseudonym: 'member_id',
      business:
        'id channel number store status placed_at paid_at currency discount_minor shipping_minor tax_minor total_minor refunded_minor lines refunds',
      technical: 'hash answer',
    },
    place: { for: 'orders', business: 'kind name seen_at region brand' },
    summary: {
      for: 'orders',
      pseudonym: 'member_id',
      business: 'orders spent_minor currency first_order_at last_order_at last_seen_at',
    },
  },
  loyalty: {
    account: { for: 'loyalty', pseudonym: 'member_id', business: 'balance earned reversed' },
    entry: {
      for: 'loyalty',
      sealed: 'note',
      pseudonym: 'member_id',
      business: 'id contra kind points balance at cause origin reason',
    },
    lot: { for: 'loyalty', pseudonym: 'member_id', business: 'id points remaining earned_at expires_at' },
    shop_account: { for: 'loyalty', business: 'code balance' },
    standing: { for: 'loyalty', pseudonym: 'member_id', business: 'tier since until spend_minor currency days' },
  },
  privacy: {
    consent: {
      for: 'rights',
      pseudonym: 'member_id',
      business: 'purpose channel decision policy_code policy_version by_guardian entry_id',
    },
    consent_entry: {
      for: 'rights',
      sealed: 'evidence',
      pseudonym: 'member_id',
      business: 'id purpose channel decision policy_code policy_version policy_hash by_guardian at',
      technical: 'cause',
    },
    policy_version: {
      for: 'rights',
      staff: 'published_by',
      business: 'code version text text_en hash asks_again published_at',
    },
    request: {
      for: 'rights',
      sealed: 'kept',
      pseudonym: 'member_id',
      business: 'id kind state received_at due_at closed_at',
    },
    erasure: { for: 'rights', sealed: 'traces', pseudonym: 'member_id', business: 'asked_at done_at emptied' },
    contact: {
      for: 'rights',
      sealed: 'reference token',
      pseudonym: 'member_id',
      staff: 'asked_by',
      business:
        'id purpose channel is_personalised state reason stopped_by asked_at until ended_at entry_id policy_code policy_version policy_hash by_guardian',
    },
    responsible: { for: 'rights', sealed: 'kept', business: 'version told_at' },
    recipient: { for: 'rights', sealed: 'kept', business: 'id recorded_at' },
    assessment: { for: 'rights', sealed: 'kept', business: 'id recorded_at' },
    retention: { for: 'rights', business: 'class days ran_at dropped waits_for', pseudonym: 'kept' },
    incident: {
      for: 'rights',
      sealed: 'kept',
      business: 'id level found_at recorded_at reported_at told_at closed_at people',
    },
  },
  tags: {
    tag: { for: 'tags', business: 'code name name_en is_shown' },
    member_tag: { for: 'tags', sealed: 'why', open: 'tag', pseudonym: 'member_id', business: 'state since' },
  },
  imports: {
    job: {
      for: 'imports',
      sealed: 'samples',
      staff: 'created_by',
      business: 'id file_name headers mapping state report error created_at started_at finished_at has_file',
      technical: 'bytes format is_dry_run is_cancelling done total lines_per_second first_id',
    },
    set_aside: { for: 'imports', business: 'job reason lines' },
  },
  access: {
    staff: {
      for: 'staff',
      sealed: 'sealed',
      staff: 'id email name email_token role stores regions brands created_at is_disabled has_joined',
      technical: 'index_version',
    },
    role: { for: 'staff', business: 'code name permissions fields' },
    credential: { for: 'staff', staff: 'staff_id password_hash' },
    invitation: { for: 'staff', staff: 'staff_id token_hash permissions fields expires_at' },
    totp: { for: 'staff', staff: 'staff_id secret confirmed_at last_step' },
    passkey: {
      for: 'staff',
      sealed: 'sealed',
      staff: 'id staff_id name public_key counter transports site created_at last_used_at',
    },
    recovery_code: { for: 'staff', staff: 'staff_id code_hash' },
    identity: {
      for: 'staff',
      sealed: 'sealed token',
      staff: 'staff_id issuer subject',
      technical: 'index_version',
    },
    sign_in_rules: {
      for: 'staff',
      business: 'factor_for_all factor_roles idle_minutes absolute_minutes',
      technical: 'singleton',
    },
    session: {
      for: 'sessions',
      staff: 'token_hash staff_id created_at seen_at id device address via proved_at',
      sealed: 'sealed',
    },
    challenge: {
      for: 'sessions',
      staff: 'staff_id password_hash content',
      technical: 'token_hash kind tries expires_at',
    },
    api_key: {
      for: 'staff',
      staff: 'created_by',
      business: 'id name permissions stores regions brands prefix created_at expires_at revoked_at last_used_at',
      technical: 'hash previous_hash previous_until',
    },
    audit: {
      for: 'trail',
      sealed: 'changes',
      pseudonym: 'objects subject',
      staff: 'by_id who',
      business: 'id at action',
      technical: 'hash digest',
    },
    audit_head: { for: 'trail', technical: 'singleton id hash' },
    approval: {
      for: 'trail',
      sealed: 'kept',
      pseudonym: 'subject',
      staff: 'asked_by approved_by',
      business: 'id kind state expires_at',
    },
    approval_rule: { for: 'trail', business: 'kind approvers from_weight hours' },
    export: { for: 'trail', sealed: 'kept', staff: 'caller', business: 'id expires_at taken_at' },
  },
  engine: {
    log: { for: 'running', sealed: 'body', technical: 'lane position accepted_at count' },
    log_head: { for: 'running', technical: 'lane position' },
    key: { for: 'running', sealed: 'answer', technical: 'key hash at' },
    set_aside: { for: 'running', sealed: 'sealed', technical: 'id lane position index kind at replayed_at' },
    fact: {
      for: 'history',
      sealed: 'sealed',
      pseudonym: 'subject',
      business: 'id kind at recorded_at is_history body',
      technical: 'cause',
    },
    timer: { for: 'running', pseudonym: 'subject', technical: 'due_at is_held timers' },
    turn: {
      for: 'running',
      pseudonym: 'swept',
      technical:
        'number epoch now taken_at inputs lane from_position from_index until_position until_index swept_until first_fact next_fact',
    },
    shard: {
      for: 'running',
      technical: 'shard epoch turn now interactive_position interactive_index bulk_position bulk_index next_id',
    },
    attempt: { for: 'running', technical: 'shard turn deaths suspect' },
    counter: { for: 'running', technical: 'name value' },
    sink: { for: 'running', technical: 'name position until' },
  },
  platform: {
    data_key: { for: 'running', technical: 'purpose version suite wrapped created_at retired_at' },
    migration: { for: 'running', technical: 'name checksum applied_at' },
  },
  backup: {
    run: {
      for: 'running',
      staff: 'started_by',
      technical: 'id kind state backup done total error started_at finished_at',
    },
    line: { for: 'running', technical: 'is_only id same_until parent' },
  },
  demo: { load: { for: 'running', technical: 'is_only seed members months ends_at done total finished_at' } },
};

const classOrder: readonly DataClass[] = ['sealed', 'open', 'pseudonym', 'staff', 'business', 'technical'];

const columnsOf = (table: Table) =>
  classOrder.flatMap((one) => (table[one]?.split(' ') ?? []).map((name) => ({ name, class: one })));

/** The record of processing (处理活动记录), in the order in which it is read. */
export const dataRegister: readonly ProcessingActivity[] = Object.entries<(typeof activities)[Activity]>(
  activities,
).map(([code, words]) => ({
  code,
  ...words,
  kinds: [...words.kinds],
  tables: Object.entries(schemas).flatMap(([schema, tables]) =>
    Object.entries(tables)
      .filter(([, table]) => table.for === code)
      .map(([name, table]) => ({ name: `${schema}.${name}`, columns: columnsOf(table) })),
  ),
}));

/** What the classes are called. */
export const classNames: Readonly<Record<DataClass, Words>> = {
  sealed: { zh: '个人信息（加密）', en: 'Personal, sealed' },
  open: { zh: '个人信息（明文）', en: 'Personal, in clear' },
  pseudonym: { zh: '会员编号及关联', en: 'Pseudonym' },
  staff: { zh: '员工信息', en: 'About staff' },
  business: { zh: '经营数据', en: 'Business' },
  technical: { zh: '技术数据', en: 'Technical' },
};
