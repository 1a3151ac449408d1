-- One row is one breach of data that the shop found, or suspects, with its clock (个人信息保护法 57).
create table privacy.incident (
  id bigint primary key,
  level text not null check (level in ('general', 'large', 'grave', 'extreme')),
  found_at timestamptz not null,
  recorded_at timestamptz not null,
  reported_at timestamptz,
  told_at timestamptz,
  closed_at timestamptz,
  -- How many people it touches; null while nobody knows.
  people bigint,
  -- What happened, in words, and by whom it was written down: sealed.
  kept bytea not null
);
create index incident_found on privacy.incident (found_at desc, id desc);
