-- Whose data an approval would change, so that it goes with them.
alter table access.approval add column subject bigint;
create index approval_subject on access.approval (subject) where subject is not null;
