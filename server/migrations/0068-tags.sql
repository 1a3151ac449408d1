create schema tags;

-- One row is one tag that members can have.
create table tags.tag (
  code text primary key,
  name text not null,
  name_en text,
  is_shown boolean not null
);

-- One row is one tag that a member has, or that they have refused.
create table tags.member_tag (
  member_id bigint not null,
  tag text not null,
  state text not null check (state in ('held', 'refused')),
  since timestamptz not null,
  why bytea not null,
  primary key (member_id, tag)
);
create index member_tag_of on tags.member_tag (tag, state, member_id);

-- Published: who has which tag.
create view tags.held_view as select member_id, tag from tags.member_tag where state = 'held';
