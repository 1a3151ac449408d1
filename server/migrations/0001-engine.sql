create schema engine;

-- One row is one shard: who owns it (epoch), how far each lane is decided, and the next id its turns may give out.
create table engine.shard (
  shard smallint primary key,
  epoch bigint not null default 0,
  turn bigint not null default 0,
  -- The instant of the last turn; never runs backwards.
  now timestamptz not null default '1970-01-01Z',
  -- How far each lane is decided: all of `position` below, and `index` inputs of it.
  interactive_position bigint not null default 1,
  interactive_index int not null default 0,
  bulk_position bigint not null default 1,
  bulk_index int not null default 0,
  next_id bigint not null default 1000
);
insert into engine.shard (shard) values (1);

-- One row is the head of one lane of the log. The row lock that moves it makes positions follow commit order.
create table engine.log_head (
  lane text primary key check (lane in ('interactive', 'bulk')),
  position bigint not null default 0
);
insert into engine.log_head (lane) values ('interactive'), ('bulk');

-- One row is one batch of inputs, durable before any caller got an answer. `body` is compressed JSON.
create table engine.log (
  lane text not null,
  position bigint not null,
  accepted_at timestamptz not null,
  count int not null,
  body bytea not null,
  primary key (lane, position)
);

-- One row is one turn taken: enough to take it again.
create table engine.turn (
  number bigint primary key,
  epoch bigint not null,
  now timestamptz not null,
  taken_at timestamptz not null default clock_timestamp(),
  inputs int not null,
  -- Half-open range of inputs: [from, until) as (position, index) of one lane; null lane: timers only.
  lane text,
  from_position bigint,
  from_index int,
  until_position bigint,
  until_index int,
  -- Subjects whose due timers were swept, in order, and the instant up to which.
  swept bigint[] not null default '{}',
  swept_until timestamptz,
  first_fact bigint not null,
  next_fact bigint not null
);

-- One row is one fact: something that was decided, with its cause. Facts leave for analytics in the order of their ids.
create table engine.fact (
  id bigint primary key,
  subject bigint not null,
  kind text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  is_history boolean not null,
  -- lane:position:index of the input, or timer:subject:kind:key@due.
  cause text not null,
  body json not null
);
create index fact_subject on engine.fact (subject, at desc, id desc) where subject > 0;

-- One row is one subject with timers: when the first is due, and all of them.
create table engine.timer (
  subject bigint primary key,
  due_at timestamptz,
  -- Set while the subject's history was told: not swept before all history is in.
  is_held boolean not null,
  timers json not null
);
create index timer_due on engine.timer (is_held, due_at, subject) where due_at is not null;

-- One row is one quantity shared by many subjects; it changes only inside a turn.
create table engine.counter (
  name text primary key,
  value bigint not null
);

-- One row is one idempotency key: what was asked (hash) and what was answered, refusals included.
create table engine.key (
  key text primary key,
  hash text not null,
  answer json not null,
  at timestamptz not null
);

-- One row is one input that could not be decided: visible, and replayable after a fix.
create table engine.set_aside (
  id bigint primary key,
  lane text not null,
  position bigint not null,
  index int not null,
  kind text not null,
  body json not null,
  error text not null,
  at timestamptz not null,
  replayed_at timestamptz
);

-- One row is a process that began to decide after a turn and has not ended cleanly: how often that happened at this
-- turn, and the one input it was deciding when it had come to deciding them singly.
create table engine.attempt (
  shard smallint primary key references engine.shard,
  turn bigint not null,
  deaths int not null,
  suspect text
);

-- One row is one consumer of facts: all facts below `position` are delivered; [position, until) is on its way.
create table engine.sink (
  name text primary key,
  position bigint not null default 0,
  until bigint
);
insert into engine.sink (name) values ('analytics');

-- The fence: raises unless the caller still owns the shard and nobody took this turn before.
create function engine.advance(
  p_shard smallint, p_epoch bigint, p_turn bigint, p_now timestamptz,
  p_interactive_position bigint, p_interactive_index int, p_bulk_position bigint, p_bulk_index int, p_next_id bigint
) returns void language plpgsql as $$
begin
  update engine.shard set
    turn = p_turn, now = p_now,
    interactive_position = p_interactive_position, interactive_index = p_interactive_index,
    bulk_position = p_bulk_position, bulk_index = p_bulk_index, next_id = p_next_id
  where shard = p_shard and epoch = p_epoch and turn = p_turn - 1;
  if not found then
    raise exception 'shard % is no longer at epoch % turn %', p_shard, p_epoch, p_turn - 1 using errcode = 'SK001';
  end if;
end $$;
