create schema access;

-- One row is one person who signs in to the admin.
create table access.staff (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null,
  role text not null,
  -- argon2id, in PHC string form.
  password_hash text not null,
  created_at timestamptz not null default now()
);

-- One row is one sign-in. The token itself is only in the browser.
create table access.session (
  token_hash text primary key,
  staff_id bigint not null references access.staff on delete cascade,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index session_staff on access.session (staff_id);
