-- Published: what checks of the books and reports of other modules may join.
create view engine.fact_view as
  select id, subject, kind, at, is_history, cause, body from engine.fact;

create view activity.order_view as
  select id, channel, number, store, status, member_id, placed_at, paid_at, currency, total_minor, refunded_minor from activity."order";
