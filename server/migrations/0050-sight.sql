-- What people see: the stores they are limited to, and who sees personal data in clear.
alter table access.staff
  -- Empty: all stores.
  add column stores text[] not null default '{}';

-- What other systems were given before there was masking, they go on seeing.
update access.api_key set permissions = permissions || '{members.clear}'::text[]
where permissions && '{members.read,orders.read}'::text[];

create index order_store on activity."order" (store, member_id) where store is not null and member_id is not null;
create index member_store on members.member (store) where store is not null;

-- Published: in which stores members ordered, for lists that show some stores only.
create view activity.member_store_view as
  select member_id, store from activity."order" where member_id is not null and store is not null;
