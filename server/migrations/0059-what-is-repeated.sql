-- Who would have been dropped by the last run and was kept, with the reasons; and what the run waits for, where it could not begin.
alter table privacy.retention
  add column kept json not null default '[]',
  add column waits_for text check (waits_for in ('import', 'inputs'));

-- The line that a restored database was taken from; null where that is not known, or there is none.
alter table backup.line add column parent text;
