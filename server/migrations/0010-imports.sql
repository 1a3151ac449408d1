create schema imports;

create table imports.job (
  id bigint generated always as identity primary key,
  file_name text not null,
  bytes bigint not null,
  -- How the kept file is read: kind, encoding, delimiter.
  "format" json not null,
  headers json not null,
  samples json not null,
  mapping json not null,
  state text not null check (state in ('mapping', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
  is_dry_run boolean not null default false,
  -- Asked to stop; the run ends itself, and says how far it came.
  is_cancelling boolean not null default false,
  -- Lines placed so far, of how many; an estimate until the file has been read.
  done int not null default 0,
  total int not null default 0,
  lines_per_second int not null default 0,
  -- The highest id the engine had given out when the run began: whatever has a higher one was made since.
  first_id bigint,
  report json,
  error text,
  created_by text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
comment on table imports.job is 'One row is one uploaded file of orders: how it is read, how far it came, and its report.';
create index job_unfinished on imports.job (id) where state in ('checking', 'running');

create table imports.set_aside (
  job bigint not null references imports.job on delete cascade,
  reason text not null,
  -- Numbers of the file's records, the first below the header being 0; their cells stay in the kept file.
  lines int[] not null,
  primary key (job, reason)
);
comment on table imports.set_aside is 'One row is one reason for which an import set lines aside, with those lines.';
