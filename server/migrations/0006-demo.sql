create schema demo;

-- One row is the one loading of the demo shop: what makes it the same shop on every try, and how far it is.
create table demo.load (
  is_only boolean primary key default true check (is_only),
  seed int not null,
  members int not null,
  months int not null,
  ends_at timestamptz not null,
  done int not null default 0,
  total int not null default 0,
  finished_at timestamptz
);
