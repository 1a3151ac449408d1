-- Whoever withdraws the consent to sensitive data has it erased at once; what was sent rests in the log and in kept answers, and is taken out behind the turn.
create table members.withdrawal (
  id bigint primary key,
  member_id bigint not null,
  asked_at timestamptz not null,
  cause text not null,
  codes bytea not null
);
comment on table members.withdrawal is 'One row is one member who withdrew the consent to sensitive data, until the log and the answers kept no longer tell what they had sent of it.';
