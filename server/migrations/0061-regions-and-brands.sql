-- Stores are of a region and a brand, as the shop says; people may be limited by these too.
alter table activity.place
  add column region text,
  add column brand text;
create view activity.store_view as select name, region, brand from activity.place where kind = 'store';
alter table access.staff
  add column regions text[] not null default '{}',
  add column brands text[] not null default '{}';
