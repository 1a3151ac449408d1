-- Channels and stores that members joined at are heard of too, not only those of orders.
insert into activity.place (kind, name, seen_at)
select 'channel', channel, min(joined_at) from members.member where channel is not null group by channel
union all
select 'store', store, min(joined_at) from members.member where store is not null group by store
on conflict do nothing;
