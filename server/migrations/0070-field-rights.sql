-- Which fields of members a role sees and edits otherwise than is usual, as JSON: {"phone": {"sees": "hidden", "edits": false}}.
alter table access.role add column fields jsonb not null default '{}';
-- What that was when the link was made: it is void once it would give more.
alter table access.invitation add column fields jsonb not null default '{}';
