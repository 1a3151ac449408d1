-- What a fact says of a person rests sealed beside its body, under the member's key, or under the shop's where it is nobody's; analytics get the body alone.
alter table engine.fact add column sealed bytea;
create index fact_sealed on engine.fact (id) where subject = 0 and sealed is not null;

-- What earlier versions kept of behaviours in clear cannot be sealed by SQL, and goes; the product stays.
update engine.fact set body = json_build_object(
  'event', body->'event', 'channel', body->'channel', 'store', body->'store',
  'sku', case when json_typeof(body->'properties'->'sku') = 'string' then body->'properties'->'sku' end,
  'category', case when json_typeof(body->'properties'->'category') = 'string' then body->'properties'->'category' end)
where kind = 'behaviour.recorded';
