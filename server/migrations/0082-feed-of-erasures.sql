create index member_erased on members.member (erased_at, id) where erased_at is not null;
