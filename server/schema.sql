-- Written by server/src/platform/migrate.test.ts (UPDATE=1). What the migrations make, for reading.

create schema access;

create schema activity;

create schema backup;

create schema demo;

create schema engine;

create schema imports;

create schema loyalty;

create schema members;

create schema platform;

create schema privacy;

create schema tags;

-- One row is one API key; the secret itself is only with whoever was given it.
create table access.api_key (
  id bigint not null,
  name text not null,
  permissions text[] not null,
  hash text not null,
  prefix text not null,
  previous_hash text,
  previous_until timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  stores text[] not null default '{}'::text[],
  regions text[] not null default '{}'::text[],
  brands text[] not null default '{}'::text[],
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_hash_key UNIQUE (hash)
);

-- One row is one change that was asked for and waits, or waited, to be approved.
create table access.approval (
  id bigint not null,
  kind text not null,
  state text not null,
  asked_by text not null,
  approved_by text[] not null,
  expires_at timestamp with time zone not null,
  kept bytea not null,
  subject bigint,
  constraint approval_pkey PRIMARY KEY (id)
);

-- One row is what has to be approved of one kind of change; a kind without one is carried out at once.
create table access.approval_rule (
  kind text not null,
  approvers integer not null,
  from_weight bigint not null,
  hours integer not null,
  constraint approval_rule_pkey PRIMARY KEY (kind)
);

-- One row is one thing that staff or an API key did; each holds the hash of the one before, so that none can be altered or left out unseen.
create table access.audit (
  id bigint not null,
  at timestamp with time zone not null,
  by_id text not null,
  action text not null,
  objects text[] not null,
  hash bytea not null,
  who bytea not null,
  subject bigint,
  changes bytea not null,
  digest bytea not null,
  constraint audit_pkey PRIMARY KEY (id),
  constraint audit_id_check CHECK (id > 0)
);

-- access.audit.subject: The member under whose key `changes` is sealed; null: under the key of the shop.

-- One row is the latest entry of the audit trail, and there is only this one, so that its end cannot be cut off unseen.
create table access.audit_head (
  singleton boolean not null default true,
  id bigint not null,
  hash bytea not null,
  constraint audit_head_pkey PRIMARY KEY (singleton),
  constraint audit_head_singleton_check CHECK (singleton)
);

-- One row is one sign-in, or setting up, that was begun and not finished yet; good for minutes.
create table access.challenge (
  token_hash text not null,
  kind text not null,
  staff_id bigint,
  password_hash text,
  content text,
  tries integer not null default 0,
  expires_at timestamp with time zone not null,
  constraint challenge_pkey PRIMARY KEY (token_hash),
  constraint challenge_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

-- One row is the password of one person.
create table access.credential (
  staff_id bigint not null,
  password_hash text not null,
  constraint credential_pkey PRIMARY KEY (staff_id),
  constraint credential_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

-- One row is one file that one caller may take away, once.
create table access.export (
  id bigint not null,
  caller text not null,
  expires_at timestamp with time zone not null,
  taken_at timestamp with time zone,
  kept bytea not null,
  constraint export_pkey PRIMARY KEY (id)
);

-- One row is the account of one person at the identity provider, known since the first single sign-on.
create table access.identity (
  issuer text,
  subject text,
  staff_id bigint not null,
  sealed bytea,
  token bytea,
  index_version integer not null default 1,
  constraint identity_pkey PRIMARY KEY (staff_id),
  constraint identity_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

-- One row is one link with which somebody may choose a password; the latest replaces those before.
create table access.invitation (
  staff_id bigint not null,
  token_hash text not null,
  permissions text[] not null,
  expires_at timestamp with time zone not null,
  fields jsonb not null default '{}'::jsonb,
  constraint invitation_pkey PRIMARY KEY (staff_id),
  constraint invitation_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE,
  constraint invitation_token_hash_key UNIQUE (token_hash)
);

-- One row is one passkey; its private half is only in the authenticator.
create table access.passkey (
  id text not null,
  staff_id bigint not null,
  name text,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  site text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  sealed bytea,
  constraint passkey_pkey PRIMARY KEY (id),
  constraint passkey_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

-- One row is one recovery code that was not used yet.
create table access.recovery_code (
  staff_id bigint not null,
  code_hash text not null,
  constraint recovery_code_pkey PRIMARY KEY (staff_id, code_hash),
  constraint recovery_code_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

-- One row is one role that staff made; the ready ones are in the code.
create table access.role (
  code text not null,
  name text not null,
  permissions text[] not null,
  fields jsonb not null default '{}'::jsonb,
  constraint role_pkey PRIMARY KEY (code)
);

create table access.session (
  token_hash text not null,
  staff_id bigint not null,
  created_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  id text not null default (gen_random_uuid())::text,
  device text default ''::text,
  address text default ''::text,
  via text not null default 'password'::text,
  proved_at timestamp with time zone not null default now(),
  sealed bytea,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_id_key UNIQUE (id),
  constraint session_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

-- One row is what the shop asks of sign-ins, and there is only this one; it is part of the book.
create table access.sign_in_rules (
  singleton boolean not null default true,
  factor_for_all boolean not null default false,
  factor_roles text[] not null default '{}'::text[],
  idle_minutes integer not null default 10080,
  absolute_minutes integer not null default 43200,
  constraint sign_in_rules_pkey PRIMARY KEY (singleton),
  constraint sign_in_rules_singleton_check CHECK (singleton)
);

create table access.staff (
  id bigint not null,
  email text,
  name text,
  role text not null,
  created_at timestamp with time zone not null default now(),
  is_disabled boolean not null default false,
  has_joined boolean not null default false,
  stores text[] not null default '{}'::text[],
  sealed bytea,
  email_token bytea,
  regions text[] not null default '{}'::text[],
  brands text[] not null default '{}'::text[],
  index_version integer not null default 1,
  constraint staff_pkey PRIMARY KEY (id)
);

-- One row is the authenticator app of one person.
create table access.totp (
  staff_id bigint not null,
  secret bytea not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  constraint totp_pkey PRIMARY KEY (staff_id),
  constraint totp_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES access.staff(id) ON DELETE CASCADE
);

create table activity."order" (
  id bigint not null,
  channel text not null,
  number text not null,
  store text,
  status text not null,
  member_id bigint,
  placed_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  currency text not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  refunded_minor bigint not null,
  lines json not null,
  payments bytea,
  refunds json not null,
  hash text not null,
  answer json not null,
  reasons bytea,
  constraint order_pkey PRIMARY KEY (id)
);

create table activity.place (
  kind text not null,
  name text not null,
  seen_at timestamp with time zone not null,
  region text,
  brand text,
  constraint place_pkey PRIMARY KEY (kind, name),
  constraint place_kind_check CHECK (kind = ANY (ARRAY['channel'::text, 'store'::text]))
);

create table activity.summary (
  member_id bigint not null,
  orders integer not null,
  spent_minor bigint not null,
  currency text,
  first_order_at timestamp with time zone,
  last_order_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  constraint summary_pkey PRIMARY KEY (member_id)
);

create table backup.line (
  is_only boolean not null default true,
  id text not null,
  same_until bigint,
  parent text,
  constraint line_pkey PRIMARY KEY (is_only),
  constraint line_is_only_check CHECK (is_only)
);

create table backup.run (
  id bigint not null generated always as identity,
  kind text not null,
  backup text,
  state text not null,
  done bigint not null default 0,
  total bigint not null default 0,
  error text,
  started_by text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint run_pkey PRIMARY KEY (id),
  constraint run_kind_check CHECK (kind = ANY (ARRAY['backup'::text, 'verify'::text, 'copy'::text])),
  constraint run_state_check CHECK (state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]))
);

create table demo.load (
  is_only boolean not null default true,
  seed integer not null,
  members integer not null,
  months integer not null,
  ends_at timestamp with time zone not null,
  done integer not null default 0,
  total integer not null default 0,
  finished_at timestamp with time zone,
  constraint load_pkey PRIMARY KEY (is_only),
  constraint load_is_only_check CHECK (is_only)
);

create table engine.attempt (
  shard smallint not null,
  turn bigint not null,
  deaths integer not null,
  suspect text,
  constraint attempt_pkey PRIMARY KEY (shard),
  constraint attempt_shard_fkey FOREIGN KEY (shard) REFERENCES engine.shard(shard)
);

create table engine.counter (
  name text not null,
  value bigint not null,
  constraint counter_pkey PRIMARY KEY (name)
);

create table engine.fact (
  id bigint not null,
  subject bigint not null,
  kind text not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  is_history boolean not null,
  cause text not null,
  body json not null,
  sealed bytea,
  constraint fact_pkey PRIMARY KEY (id)
);

create table engine.key (
  key text not null,
  hash text,
  answer bytea not null,
  at timestamp with time zone not null,
  constraint key_pkey PRIMARY KEY (key)
);

create table engine.log (
  lane text not null,
  "position" bigint not null,
  accepted_at timestamp with time zone not null,
  count integer not null,
  body bytea not null,
  constraint log_pkey PRIMARY KEY (lane, "position")
);

create table engine.log_head (
  lane text not null,
  "position" bigint not null default 0,
  constraint log_head_pkey PRIMARY KEY (lane),
  constraint log_head_lane_check CHECK (lane = ANY (ARRAY['interactive'::text, 'bulk'::text]))
);

create table engine.set_aside (
  id bigint not null,
  lane text not null,
  "position" bigint not null,
  index integer not null,
  kind text not null,
  at timestamp with time zone not null,
  replayed_at timestamp with time zone,
  sealed bytea not null,
  constraint set_aside_pkey PRIMARY KEY (id)
);

create table engine.shard (
  shard smallint not null,
  epoch bigint not null default 0,
  turn bigint not null default 0,
  now timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  interactive_position bigint not null default 1,
  interactive_index integer not null default 0,
  bulk_position bigint not null default 1,
  bulk_index integer not null default 0,
  next_id bigint not null default 1000,
  constraint shard_pkey PRIMARY KEY (shard)
);

create table engine.sink (
  name text not null,
  "position" bigint not null default 0,
  until bigint,
  constraint sink_pkey PRIMARY KEY (name)
);

create table engine.timer (
  subject bigint not null,
  due_at timestamp with time zone,
  is_held boolean not null,
  timers json not null,
  constraint timer_pkey PRIMARY KEY (subject)
);

create table engine.turn (
  number bigint not null,
  epoch bigint not null,
  now timestamp with time zone not null,
  taken_at timestamp with time zone not null default clock_timestamp(),
  inputs integer not null,
  lane text,
  from_position bigint,
  from_index integer,
  until_position bigint,
  until_index integer,
  swept bigint[] not null default '{}'::bigint[],
  swept_until timestamp with time zone,
  first_fact bigint not null,
  next_fact bigint not null,
  constraint turn_pkey PRIMARY KEY (number)
);

-- One row is one uploaded file of orders: how it is read, how far it came, and its report.
create table imports.job (
  id bigint not null generated always as identity,
  file_name text not null,
  bytes bigint not null,
  format json not null,
  headers json not null,
  mapping json not null,
  state text not null,
  is_dry_run boolean not null default false,
  is_cancelling boolean not null default false,
  done integer not null default 0,
  total integer not null default 0,
  lines_per_second integer not null default 0,
  first_id bigint,
  report json,
  error text,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  samples bytea not null,
  has_file boolean not null default true,
  constraint job_pkey PRIMARY KEY (id),
  constraint job_state_check CHECK (state = ANY (ARRAY['mapping'::text, 'checking'::text, 'checked'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text]))
);

-- One row is one reason for which an import set lines aside, with those lines.
create table imports.set_aside (
  job bigint not null,
  reason text not null,
  lines integer[] not null,
  constraint set_aside_pkey PRIMARY KEY (job, reason),
  constraint set_aside_job_fkey FOREIGN KEY (job) REFERENCES imports.job(id) ON DELETE CASCADE
);

create table loyalty.account (
  member_id bigint not null,
  balance bigint not null,
  earned bigint not null,
  reversed bigint not null,
  constraint account_pkey PRIMARY KEY (member_id)
);

create table loyalty.entry (
  id bigint not null,
  member_id bigint not null,
  contra text not null,
  kind text not null,
  points bigint not null,
  balance bigint not null,
  at timestamp with time zone not null,
  cause text not null,
  origin text not null,
  reason json not null,
  note bytea,
  constraint entry_pkey PRIMARY KEY (id)
);

create table loyalty.lot (
  id bigint not null,
  member_id bigint not null,
  points bigint not null,
  remaining bigint not null,
  earned_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint lot_pkey PRIMARY KEY (id)
);

create table loyalty.shop_account (
  code text not null,
  balance bigint not null,
  constraint shop_account_pkey PRIMARY KEY (code)
);

create table loyalty.standing (
  member_id bigint not null,
  tier text not null,
  since timestamp with time zone,
  until timestamp with time zone,
  spend_minor bigint not null,
  currency text not null,
  days json not null,
  constraint standing_pkey PRIMARY KEY (member_id)
);

create table members.attribute (
  code text not null,
  name text not null,
  name_en text,
  type text not null,
  class text not null,
  constraint attribute_pkey PRIMARY KEY (code),
  constraint attribute_class_check CHECK (class = ANY (ARRAY['ordinary'::text, 'personal'::text, 'sensitive'::text])),
  constraint attribute_type_check CHECK (type = ANY (ARRAY['text'::text, 'number'::text, 'boolean'::text]))
);

-- One row is one identifier, as a token, of a member who was erased while inputs may wait that were accepted before.
create table members.erased_identifier (
  token bytea not null,
  member_id bigint not null,
  erased_at timestamp with time zone not null,
  constraint erased_identifier_pkey PRIMARY KEY (token)
);

create table members.identifier (
  kind text not null,
  member_id bigint not null,
  added_at timestamp with time zone not null,
  token bytea not null,
  sealed bytea not null,
  search bigint[] not null,
  index_version integer not null default 1,
  constraint identifier_pkey PRIMARY KEY (token)
);

create table members.member (
  id bigint not null,
  gender text,
  region text,
  language text,
  channel text,
  store text,
  joined_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  sealed bytea not null,
  search bigint[] not null,
  erased_at timestamp with time zone,
  index_version integer not null default 1,
  constraint member_pkey PRIMARY KEY (id)
);

-- One row is the secret of one member, under the data key; whoever destroys it has destroyed every copy of what was sealed for that member.
create table members.secret (
  member_id bigint not null,
  wrapped bytea not null,
  constraint secret_pkey PRIMARY KEY (member_id)
);

-- One row is one member who withdrew the consent to sensitive data, until the log and the answers kept no longer tell what they had sent of it.
create table members.withdrawal (
  id bigint not null,
  member_id bigint not null,
  asked_at timestamp with time zone not null,
  cause text not null,
  codes bytea not null,
  constraint withdrawal_pkey PRIMARY KEY (id)
);

-- One row is one version of the keys for one purpose, under the root key.
create table platform.data_key (
  purpose text not null,
  version integer not null,
  suite text not null,
  wrapped bytea not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint data_key_pkey PRIMARY KEY (purpose, version)
);

-- One row is one migration file that this database has taken.
create table platform.migration (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name)
);

create table privacy.assessment (
  id bigint not null,
  recorded_at timestamp with time zone not null,
  kept bytea not null,
  constraint assessment_pkey PRIMARY KEY (id)
);

create table privacy.consent (
  member_id bigint not null,
  purpose text not null,
  channel text not null,
  decision text not null,
  policy_code text,
  policy_version integer,
  entry_id bigint not null,
  by_guardian boolean not null default false,
  constraint consent_pkey PRIMARY KEY (member_id, purpose, channel)
);

create table privacy.consent_entry (
  id bigint not null,
  member_id bigint not null,
  purpose text not null,
  channel text not null,
  decision text not null,
  policy_code text,
  policy_version integer,
  policy_hash text,
  evidence bytea not null,
  at timestamp with time zone not null,
  cause text not null,
  by_guardian boolean not null default false,
  constraint consent_entry_pkey PRIMARY KEY (id),
  constraint consent_entry_check CHECK (decision = 'withdrawn'::text OR policy_hash IS NOT NULL),
  constraint consent_entry_decision_check CHECK (decision = ANY (ARRAY['given'::text, 'withdrawn'::text]))
);

create table privacy.contact (
  id bigint not null,
  member_id bigint not null,
  purpose text not null,
  channel text not null,
  is_personalised boolean not null,
  reference bytea,
  token bytea not null,
  state text not null,
  reason text,
  stopped_by bigint,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  until timestamp with time zone,
  ended_at timestamp with time zone,
  entry_id bigint,
  policy_code text,
  policy_version integer,
  policy_hash text,
  by_guardian boolean not null,
  constraint contact_pkey PRIMARY KEY (id),
  constraint contact_check CHECK ((state = ANY (ARRAY['stopped'::text, 'refused'::text])) = (reason IS NOT NULL)),
  constraint contact_check1 CHECK (state = 'refused'::text OR until IS NOT NULL AND entry_id IS NOT NULL AND policy_hash IS NOT NULL),
  constraint contact_check2 CHECK ((state = ANY (ARRAY['used'::text, 'stopped'::text, 'expired'::text])) = (ended_at IS NOT NULL)),
  constraint contact_state_check CHECK (state = ANY (ARRAY['open'::text, 'used'::text, 'stopped'::text, 'expired'::text, 'refused'::text]))
);

create table privacy.erasure (
  member_id bigint not null,
  asked_at timestamp with time zone not null,
  traces bytea,
  done_at timestamp with time zone,
  emptied integer not null default 0,
  constraint erasure_pkey PRIMARY KEY (member_id)
);

create table privacy.incident (
  id bigint not null,
  level text not null,
  found_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  reported_at timestamp with time zone,
  told_at timestamp with time zone,
  closed_at timestamp with time zone,
  people bigint,
  kept bytea not null,
  constraint incident_pkey PRIMARY KEY (id),
  constraint incident_level_check CHECK (level = ANY (ARRAY['general'::text, 'large'::text, 'grave'::text, 'extreme'::text]))
);

create table privacy.policy_version (
  code text not null,
  version integer not null,
  text text not null,
  text_en text,
  hash text not null,
  asks_again boolean not null,
  published_at timestamp with time zone not null,
  published_by text not null,
  constraint policy_version_pkey PRIMARY KEY (code, version),
  constraint policy_version_version_check CHECK (version > 0)
);

create table privacy.recipient (
  id bigint not null,
  recorded_at timestamp with time zone not null,
  kept bytea not null,
  constraint recipient_pkey PRIMARY KEY (id)
);

create table privacy.request (
  id bigint not null,
  member_id bigint not null,
  kind text not null,
  state text not null,
  received_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  kept bytea not null,
  constraint request_pkey PRIMARY KEY (id),
  constraint request_kind_check CHECK (kind = ANY (ARRAY['access'::text, 'copy'::text, 'correct'::text, 'delete'::text, 'object'::text, 'explain'::text])),
  constraint request_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'refused'::text]))
);

create table privacy.responsible (
  version bigint not null,
  told_at timestamp with time zone not null,
  kept bytea not null,
  constraint responsible_pkey PRIMARY KEY (version)
);

create table privacy.retention (
  class text not null,
  days integer,
  ran_at timestamp with time zone,
  dropped bigint not null default 0,
  kept json not null default '[]'::json,
  waits_for text,
  constraint retention_pkey PRIMARY KEY (class),
  constraint retention_waits_for_check CHECK (waits_for = ANY (ARRAY['import'::text, 'inputs'::text]))
);

create table tags.member_tag (
  member_id bigint not null,
  tag text not null,
  state text not null,
  since timestamp with time zone not null,
  why bytea not null,
  constraint member_tag_pkey PRIMARY KEY (member_id, tag),
  constraint member_tag_state_check CHECK (state = ANY (ARRAY['held'::text, 'refused'::text]))
);

create table tags.tag (
  code text not null,
  name text not null,
  name_en text,
  is_shown boolean not null,
  constraint tag_pkey PRIMARY KEY (code)
);

CREATE INDEX api_key_previous ON access.api_key USING btree (previous_hash) WHERE (previous_hash IS NOT NULL);

CREATE INDEX approval_asked_by ON access.approval USING btree (asked_by, id DESC);

CREATE INDEX approval_open ON access.approval USING btree (id) WHERE (state = 'open'::text);

CREATE INDEX approval_subject ON access.approval USING btree (subject) WHERE (subject IS NOT NULL);

CREATE INDEX audit_by ON access.audit USING btree (by_id, id DESC);

CREATE INDEX audit_objects ON access.audit USING gin (objects);

CREATE INDEX challenge_expires ON access.challenge USING btree (expires_at);

CREATE UNIQUE INDEX identity_token ON access.identity USING btree (token);

CREATE INDEX passkey_staff ON access.passkey USING btree (staff_id);

CREATE INDEX session_staff ON access.session USING btree (staff_id);

CREATE UNIQUE INDEX staff_email_token ON access.staff USING btree (email_token);

CREATE INDEX order_member ON activity."order" USING btree (member_id, placed_at DESC, id DESC) WHERE (member_id IS NOT NULL);

CREATE UNIQUE INDEX order_number ON activity."order" USING btree (number, channel);

CREATE INDEX order_placed ON activity."order" USING btree (placed_at DESC, id DESC);

CREATE INDEX order_store ON activity."order" USING btree (store, member_id) WHERE ((store IS NOT NULL) AND (member_id IS NOT NULL));

CREATE INDEX summary_last_order ON activity.summary USING btree (last_order_at DESC NULLS LAST, member_id DESC);

CREATE INDEX summary_spent ON activity.summary USING btree (spent_minor DESC, member_id DESC);

CREATE INDEX fact_sealed ON engine.fact USING btree (id) WHERE ((subject = 0) AND (sealed IS NOT NULL));

CREATE INDEX fact_subject ON engine.fact USING btree (subject, at DESC, id DESC) WHERE (subject > 0);

CREATE INDEX key_of_before ON engine.key USING btree (key) WHERE (hash IS NOT NULL);

CREATE INDEX timer_due ON engine.timer USING btree (is_held, due_at, subject) WHERE (due_at IS NOT NULL);

CREATE INDEX job_unfinished ON imports.job USING btree (id) WHERE (state = ANY (ARRAY['checking'::text, 'running'::text]));

CREATE INDEX entry_member ON loyalty.entry USING btree (member_id, id DESC);

CREATE INDEX standing_tier ON loyalty.standing USING btree (tier, member_id DESC);

CREATE INDEX identifier_member ON members.identifier USING btree (member_id);

CREATE INDEX identifier_search ON members.identifier USING gin (search);

CREATE INDEX member_erased ON members.member USING btree (erased_at, id) WHERE (erased_at IS NOT NULL);

CREATE INDEX member_joined ON members.member USING btree (joined_at DESC, id DESC);

CREATE INDEX member_search ON members.member USING gin (search);

CREATE INDEX member_store ON members.member USING btree (store) WHERE (store IS NOT NULL);

CREATE INDEX consent_entry_member ON privacy.consent_entry USING btree (member_id, id DESC);

CREATE INDEX consent_ground ON privacy.consent USING btree (purpose, policy_code, policy_version, member_id) WHERE (decision = 'given'::text);

CREATE INDEX contact_asked ON privacy.contact USING btree (asked_at);

CREATE INDEX contact_member ON privacy.contact USING btree (member_id, id DESC);

CREATE INDEX contact_open ON privacy.contact USING btree (member_id) WHERE (state = 'open'::text);

CREATE INDEX contact_token ON privacy.contact USING btree (token) WHERE (state <> 'refused'::text);

CREATE INDEX erasure_open ON privacy.erasure USING btree (member_id) WHERE (done_at IS NULL);

CREATE INDEX incident_found ON privacy.incident USING btree (found_at DESC, id DESC);

CREATE INDEX request_member ON privacy.request USING btree (member_id, id DESC);

CREATE INDEX request_open ON privacy.request USING btree (due_at, id) WHERE (state = 'open'::text);

CREATE INDEX member_tag_of ON tags.member_tag USING btree (tag, state, member_id);

create view access.factor as
 SELECT totp.staff_id,
    'totp'::text AS kind
   FROM access.totp
  WHERE totp.confirmed_at IS NOT NULL
UNION ALL
 SELECT passkey.staff_id,
    'passkey'::text AS kind
   FROM access.passkey;

create view activity.member_store_view as
 SELECT member_id,
    store
   FROM activity."order"
  WHERE member_id IS NOT NULL AND store IS NOT NULL;

create view activity.member_summary_view as
 SELECT member_id,
    orders,
    spent_minor,
    currency,
    first_order_at,
    last_order_at,
    last_seen_at
   FROM activity.summary;

create view activity.order_view as
 SELECT id,
    channel,
    number,
    store,
    status,
    member_id,
    placed_at,
    paid_at,
    currency,
    total_minor,
    refunded_minor
   FROM activity."order";

create view activity.store_view as
 SELECT name,
    region,
    brand
   FROM activity.place
  WHERE kind = 'store'::text;

create view engine.fact_view as
 SELECT id,
    subject,
    kind,
    at,
    is_history,
    cause,
    body
   FROM engine.fact;

create view loyalty.member_points_view as
 SELECT member_id,
    balance AS points
   FROM loyalty.account;

create view loyalty.member_tier_view as
 SELECT member_id,
    tier
   FROM loyalty.standing;

create view members.living_view as
 SELECT id,
    joined_at
   FROM members.member
  WHERE erased_at IS NULL;

create view privacy.consent_behind_view as
 SELECT c.member_id,
    c.purpose,
    old.is_renew
   FROM privacy.consent c
     JOIN ( SELECT v.code,
            v.version,
            bool_or(later.asks_again) AS is_renew
           FROM privacy.policy_version v
             JOIN privacy.policy_version later ON later.code = v.code AND later.version > v.version
          GROUP BY v.code, v.version) old ON old.code = c.policy_code AND old.version = c.policy_version
  WHERE c.decision = 'given'::text;

create view privacy.contact_outcome_view as
 SELECT member_id,
    asked_at,
        CASE
            WHEN reason IS NULL THEN state
            ELSE (state || '.'::text) || reason
        END AS outcome
   FROM privacy.contact;

create view tags.held_view as
 SELECT member_id,
    tag
   FROM tags.member_tag
  WHERE state = 'held'::text;

CREATE OR REPLACE FUNCTION engine.advance(p_shard smallint, p_epoch bigint, p_turn bigint, p_now timestamp with time zone, p_interactive_position bigint, p_interactive_index integer, p_bulk_position bigint, p_bulk_index integer, p_next_id bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  update engine.shard set
    turn = p_turn, now = p_now,
    interactive_position = p_interactive_position, interactive_index = p_interactive_index,
    bulk_position = p_bulk_position, bulk_index = p_bulk_index, next_id = p_next_id
  where shard = p_shard and epoch = p_epoch and turn = p_turn - 1;
  if not found then
    raise exception 'shard % is no longer at epoch % turn %', p_shard, p_epoch, p_turn - 1 using errcode = 'SK001';
  end if;
end $function$
;
