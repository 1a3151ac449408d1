create schema backup;

-- One row is one backup, or one check of one, that was begun from this database. Not part of backups: it tells of them.
create table backup.run (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('backup', 'verify')),
  backup text,
  state text not null check (state in ('running', 'done', 'failed')),
  done bigint not null default 0,
  total bigint not null default 0,
  error text,
  started_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz
);

-- One row is the line of backups that this database continues. A restored one begins a line of its own.
create table backup.line (
  is_only boolean primary key default true check (is_only),
  id text not null,
  -- Members up to this id are the same people as in lines before; null where there was none.
  same_until bigint
);
