create schema loyalty;

-- One row is one member's points account.
create table loyalty.account (
  member_id bigint primary key,
  balance bigint not null,
  earned bigint not null,
  reversed bigint not null
);
create index account_balance on loyalty.account (balance desc, member_id desc);

-- One row is one account of the shop that points come from and go to. Over all accounts the balances sum to 0.
create table loyalty.shop_account (
  code text primary key,
  balance bigint not null
);

-- One row is one double entry: `points` go to the member's account from the shop's account `contra` (negative: back).
create table loyalty.entry (
  id bigint primary key,
  member_id bigint not null,
  contra text not null,
  kind text not null,
  points bigint not null,
  balance bigint not null,
  at timestamptz not null,
  cause text not null,
  origin text not null,
  reason json not null
);
create index entry_member on loyalty.entry (member_id, id desc);

-- One row is points that came in together and are spent together, oldest first. Its id is that of the order or grant it came from.
create table loyalty.lot (
  id bigint primary key,
  member_id bigint not null,
  points bigint not null,
  remaining bigint not null,
  earned_at timestamptz not null,
  expires_at timestamptz
);

-- One row is where a member stands: the tier, and the spend by business day that it rests on.
create table loyalty.standing (
  member_id bigint primary key,
  tier text not null,
  since timestamptz,
  until timestamptz,
  spend_minor bigint not null,
  currency text not null,
  days json not null
);
create index standing_tier on loyalty.standing (tier, member_id desc);

-- Published: what other modules' screens may join.
create view loyalty.member_standing_view as
  select s.member_id, s.tier, a.balance as points from loyalty.standing s join loyalty.account a using (member_id);
