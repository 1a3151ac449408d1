-- One row is one field of the profile that the shop invented, with how delicate what it holds is.
create table members.attribute (
  code text primary key,
  name text not null,
  name_en text,
  type text not null check (type in ('text', 'number', 'boolean')),
  class text not null check (class in ('ordinary', 'personal', 'sensitive'))
);
