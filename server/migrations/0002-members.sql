create schema members;

-- One row is one member: what they told about themselves.
create table members.member (
  id bigint primary key,
  name text,
  gender text,
  birthday date,
  region text,
  language text,
  attributes jsonb not null default '{}',
  channel text,
  store text,
  joined_at timestamptz not null,
  updated_at timestamptz not null
);
create index member_joined on members.member (joined_at desc, id desc);
create index member_name on members.member (lower(name) text_pattern_ops, id desc);

-- One row is one way to recognise a member; a (kind, value) belongs to one member only.
create table members.identifier (
  kind text not null,
  value text not null,
  member_id bigint not null,
  added_at timestamptz not null,
  primary key (kind, value)
);
create index identifier_member on members.identifier (member_id);
create index identifier_tail on members.identifier (reverse(value) text_pattern_ops) where kind = 'phone';
create index identifier_prefix on members.identifier (value text_pattern_ops);
