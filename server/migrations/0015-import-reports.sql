-- Reports told new and known refunds together; each of an older report counts as new, as it did then.
update imports.job
set report = (report::jsonb || jsonb_build_object('refundsNew', report -> 'refunds', 'refundsKnown', 0))::json
where report is not null and report -> 'refundsNew' is null;
