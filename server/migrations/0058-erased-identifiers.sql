-- Kept from an erasure until all that was accepted before it is decided: what still names the member then begins nobody anew.
create table members.erased_identifier (
  token bytea primary key,
  member_id bigint not null,
  erased_at timestamptz not null
);
comment on table members.erased_identifier is 'One row is one identifier, as a token, of a member who was erased while inputs may wait that were accepted before.';
