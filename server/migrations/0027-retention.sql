-- One row is one class of data that is kept for so long, and what its last run dropped. A class without a row has its ready rule.
create table privacy.retention (
  class text primary key,
  -- Null: kept as long as the shop.
  days integer,
  ran_at timestamptz,
  dropped bigint not null default 0
);

-- False once the uploaded file was dropped.
alter table imports.job add column has_file boolean not null default true;

-- Members whose data was not destroyed.
create view members.living_view as select id, joined_at from members.member where erased_at is null;
