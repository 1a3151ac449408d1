create schema activity;

-- One row is one order of one channel, with its lines, payments and refunds.
create table activity."order" (
  id bigint primary key,
  channel text not null,
  number text not null,
  store text,
  status text not null,
  member_id bigint,
  placed_at timestamptz not null,
  paid_at timestamptz,
  currency text not null,
  discount_minor bigint not null,
  shipping_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  refunded_minor bigint not null,
  lines json not null,
  payments json not null,
  refunds json not null,
  -- Hash of what was last applied and the answer it got: the same order sent again is told the same.
  hash text not null,
  answer json not null
);
create unique index order_number on activity."order" (number, channel);
create index order_member on activity."order" (member_id, placed_at desc, id desc) where member_id is not null;
create index order_placed on activity."order" (placed_at desc, id desc);

-- One row is what one member's orders and visits amount to.
create table activity.summary (
  member_id bigint primary key,
  orders int not null,
  spent_minor bigint not null,
  currency text,
  first_order_at timestamptz,
  last_order_at timestamptz,
  last_seen_at timestamptz
);
create index summary_last_order on activity.summary (last_order_at desc nulls last, member_id desc);
create index summary_spent on activity.summary (spent_minor desc, member_id desc);

-- One row is one channel or store that orders and sign-ups came from.
create table activity.place (
  kind text not null check (kind in ('channel', 'store')),
  name text not null,
  seen_at timestamptz not null,
  primary key (kind, name)
);

-- Published: what other modules' screens may join.
create view activity.member_summary_view as
  select member_id, orders, spent_minor, currency, first_order_at, last_order_at, last_seen_at from activity.summary;
