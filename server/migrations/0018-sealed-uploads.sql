-- The first rows of an uploaded file, and what staff wrote beside points, rest sealed. Files of earlier versions lie in clear and cannot be read any more.
delete from imports.job;
alter table imports.job drop column samples, add column samples bytea not null;

-- `reason` says what the points are for in terms of orders; `note` is what somebody wrote.
alter table loyalty.entry add column note bytea;
