create schema privacy;

-- One row is one version of a text that members consent to. It is never changed.
create table privacy.policy_version (
  code text not null,
  version int not null check (version > 0),
  text text not null,
  text_en text,
  -- Hex SHA-256 of the JSON array of both texts.
  hash text not null,
  -- Consents given to versions before have to be given anew.
  asks_again boolean not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (code, version)
);

-- One row is one thing that a member gave or withdrew. Rows are only added.
create table privacy.consent_entry (
  id bigint primary key,
  member_id bigint not null,
  purpose text not null,
  channel text not null,
  decision text not null check (decision in ('given', 'withdrawn')),
  policy_code text,
  policy_version int,
  policy_hash text,
  -- How it came about, as JSON: sealed with the member's key.
  evidence bytea not null,
  at timestamptz not null,
  cause text not null,
  check (decision = 'withdrawn' or policy_hash is not null)
);
create index consent_entry_member on privacy.consent_entry (member_id, id desc);

-- One row is what a member said last for a purpose and a channel: the latest entry of the ledger.
create table privacy.consent (
  member_id bigint not null,
  purpose text not null,
  channel text not null,
  decision text not null,
  policy_code text,
  policy_version int,
  entry_id bigint not null,
  primary key (member_id, purpose, channel)
);
