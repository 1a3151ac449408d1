-- Why money was given back rests sealed, as how it was paid.
alter table activity."order" add column reasons bytea;

-- What earlier versions kept of reasons in clear cannot be sealed by SQL, and goes. Hashes went over member and payments as well; one made anew comes with the next notice.
update activity."order" set hash = '', refunds = coalesce((
  select json_agg(json_build_object('refund', one->'refund', 'at', one->'at', 'amountMinor', one->'amountMinor', 'lines', one->'lines', 'answer', one->'answer') order by n)
  from json_array_elements(refunds) with ordinality as told (one, n)), '[]');
