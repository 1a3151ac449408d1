-- What a key is limited to, as people are; empty: all stores.
alter table access.api_key add column stores text[] not null default '{}';
alter table access.api_key add column regions text[] not null default '{}';
alter table access.api_key add column brands text[] not null default '{}';
