-- Backups are copied to a second place, in a run of its own.
alter table backup.run drop constraint run_kind_check;
alter table backup.run add constraint run_kind_check check (kind in ('backup', 'verify', 'copy'));
