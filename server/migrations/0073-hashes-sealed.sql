-- The hash of what was asked under a key can be guessed at: it rests sealed with the answer. SQL cannot seal: the start does, once, what an earlier version left.
alter table engine.key alter column hash drop not null;
create index key_of_before on engine.key (key) where hash is not null;
