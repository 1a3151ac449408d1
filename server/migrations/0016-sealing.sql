-- Personal data is sealed from here on (decision 0016). What an earlier version wrote in clear cannot be sealed by SQL.
do $$ begin
  if exists (select from members.member) or exists (select from engine.log) then
    raise exception 'this database was filled by a version that stored personal data in clear: export members and orders with that version, and import them into a new database';
  end if;
end $$;

-- One row is one version of the keys for one purpose, under the root key.
create table platform.data_key (
  purpose text not null,
  version integer not null,
  suite text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (purpose, version)
);
comment on table platform.data_key is 'One row is one version of the keys for one purpose, under the root key.';

-- Who a member is stands in `sealed`, under the member's own key; `search` are tokens of how the name begins.
drop index members.member_name;
alter table members.member
  drop column name, drop column birthday, drop column attributes,
  add column sealed bytea not null,
  add column search bigint[] not null;
create index member_search on members.member using gin (search);

-- Apart from the members, so that backups can leave it out: without its row, whatever was sealed for a member is lost for good.
create table members.secret (
  member_id bigint primary key,
  wrapped bytea not null
);
comment on table members.secret is 'One row is the secret of one member, under the data key; whoever destroys it has destroyed every copy of what was sealed for that member.';

-- Found by `token`, a keyed digest of kind and value; `search` are tokens of a phone''s last digits.
drop index members.identifier_prefix;
drop index members.identifier_tail;
alter table members.identifier
  drop constraint identifier_pkey,
  drop column value,
  add column token bytea primary key,
  add column sealed bytea not null,
  add column search bigint[] not null;
create index identifier_search on members.identifier using gin (search);

alter table activity."order" alter column payments type bytea using null, alter column payments drop not null;
alter table engine.key alter column answer type bytea using null;
alter table engine.set_aside drop column body, drop column error, add column sealed bytea not null;
