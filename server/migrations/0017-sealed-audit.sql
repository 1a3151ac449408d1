-- Who did something, from where, why, and what it was before and after rest sealed; the chain goes over a keyed digest of them, so that
-- it holds when a member's key, and with it what was changed of that member, is destroyed.
alter table access.audit
  drop column by_name, drop column by_address, drop column changes, drop column reason,
  add column who bytea not null,
  add column subject bigint,
  add column changes bytea not null,
  add column digest bytea not null;
comment on column access.audit.subject is 'The member under whose key `changes` is sealed; null: under the key of the shop.';
