-- Who staff are rests sealed: e-mail and name as one, found by a token of the e-mail. SQL cannot seal: the start does, once, what an earlier version left.
alter table access.staff
  add column sealed bytea,
  add column email_token bytea,
  alter column email drop not null,
  alter column name drop not null,
  drop constraint staff_email_key;
create unique index staff_email_token on access.staff (email_token);
alter table access.session
  add column sealed bytea,
  alter column device drop not null,
  alter column address drop not null;

-- Elsewhere they are named by their ids.
update access.api_key t set created_by = 'staff:' || s.id from access.staff s where t.created_by = s.email;
update imports.job t set created_by = 'staff:' || s.id from access.staff s where t.created_by = s.email;
update backup.run t set started_by = 'staff:' || s.id from access.staff s where t.started_by = s.email;
update privacy.policy_version t set published_by = 'staff:' || s.id from access.staff s where t.published_by = s.email;
update loyalty.entry t set origin = 'grant by staff:' || s.id from access.staff s where t.origin = 'grant by ' || s.email;
