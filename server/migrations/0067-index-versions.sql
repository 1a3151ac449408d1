-- With which version of the index key the tokens of a row were made: a rotation makes those of older ones anew.
alter table members.member add column index_version integer not null default 1;
alter table members.identifier add column index_version integer not null default 1;
alter table access.staff add column index_version integer not null default 1;
