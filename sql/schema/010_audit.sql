-- What watches over the rest: the registry of tables, the log of acts, the loader's record.

create table audit.table_registry (
  name text primary key,
  kind text not null,
  constraint kind_is_known check (kind in ('company', 'reference', 'local'))
);
comment on table audit.table_registry is
  'Says of every table how it would be distributed by company; '
  'a test fails for a table that is missing here.';
comment on column audit.table_registry.name is 'schema.table';
comment on column audit.table_registry.kind is
  'company: rows belong to one company, keys lead with company_id; '
  'reference: small, a copy on each node; local: one node.';

create table audit.log (
  company_id uuid not null,
  id uuid not null,
  occurred_at timestamptz not null,
  principal_id uuid not null,
  action text not null,
  subject_id uuid,
  detail jsonb not null default '{}',
  primary key (company_id, id)
);
comment on table audit.log is 'Append-only record of privileged acts: who did what to which row, and when.';
comment on column audit.log.company_id is
  'The company whose books the act concerns; access.installation() for none.';
comment on column audit.log.id is 'UUIDv7, so that the key orders by time.';
comment on column audit.log.occurred_at is 'audit.clock() at the act.';
comment on column audit.log.principal_id is 'Who asked for it.';
comment on column audit.log.action is 'schema.function that acted.';
comment on column audit.log.subject_id is 'The row acted on, where there is one.';
comment on column audit.log.detail is 'The arguments that mattered; never a secret.';

create type audit.act as (
  company_id uuid,
  principal_id uuid,
  action text,
  subject_id uuid,
  detail jsonb
);
comment on type audit.act is 'A privileged act, as audit.log keeps it.';

create table audit.loaded_objects (
  path text primary key,
  kind text not null,
  identity text not null,
  checksum text not null,
  loaded_at timestamptz not null
);
comment on table audit.loaded_objects is
  'What `holdfast migrate` loaded from sql/, so that it touches only what differs.';
comment on column audit.loaded_objects.path is 'The file, relative to sql/.';
comment on column audit.loaded_objects.kind is 'function, view, materialized view or security.';
comment on column audit.loaded_objects.identity is
  'The object in the catalog: schema.function(argument types) or schema.view.';
comment on column audit.loaded_objects.checksum is 'sha256 of the file.';
comment on column audit.loaded_objects.loaded_at is 'When it was last loaded.';

create table audit.seals (
  block_no bigint primary key,
  previous_root bytea,
  root bytea not null,
  leaf_count integer not null,
  sealed_at timestamptz not null,
  system_identifier bigint not null,
  horizon bigint,
  constraint blocks_count_from_one check (block_no > 0),
  constraint first_block_alone_follows_none check ((block_no = 1) = (previous_root is null)),
  constraint roots_are_sha256 check (length(root) = 32 and length(previous_root) = 32),
  constraint block_has_leaves check (leaf_count > 0)
);
comment on table audit.seals is
  'Blocks of evidence: each closes over journal entries and events of chains by the root of a Merkle tree, '
  'and over the block before. Append-only.';
comment on column audit.seals.block_no is 'From 1 without a gap.';
comment on column audit.seals.previous_root is 'The root of the block before; null for the first.';
comment on column audit.seals.root is
  'Root of the tree (RFC 6962) whose first leaf is audit.seal_text of this row, and whose others are the '
  'block''s seal_leaves: who knows it knows all that was sealed up to it.';
comment on column audit.seals.leaf_count is 'How many seal_leaves it has.';
comment on column audit.seals.sealed_at is 'audit.clock() when it was closed.';
comment on column audit.seals.system_identifier is
  'The Postgres cluster that closed it: in another one, as after a dump and restore, xids begin anew.';
comment on column audit.seals.horizon is
  'An xid: what transactions below it wrote was sealed by then, and none of them was still open; null where '
  'only a look at every row tells what is left to seal.';

create table audit.seal_leaves (
  company_id uuid not null,
  subject_id uuid not null,
  block_no bigint not null,
  seq integer not null,
  leaf_index integer not null,
  hash bytea not null,
  primary key (company_id, subject_id, seq),
  constraint blocks_count_from_one check (block_no > 0),
  constraint leaves_count_from_one check (leaf_index > 0),
  constraint hash_is_sha256 check (length(hash) = 32)
);
comment on table audit.seal_leaves is
  'What is sealed, a row an entry and a row an event. Append-only. Kept, for it says what a block has where '
  'xids began anew, and which of its rows is not what it was.';
comment on column audit.seal_leaves.company_id is 'The row''s company.';
comment on column audit.seal_leaves.subject_id is 'The journal entry, or the chain.';
comment on column audit.seal_leaves.block_no is 'The block.';
comment on column audit.seal_leaves.seq is '0 for an entry with its lines, else the seq of a chain''s event.';
comment on column audit.seal_leaves.leaf_index is
  'Its place in the block''s tree, from 1: the block''s own text is 0.';
comment on column audit.seal_leaves.hash is
  'audit.hash_leaf of audit.entry_text or audit.event_text of the row.';
-- Serves: the leaves of a block, in the order of its tree.
create index idx_seal_leaves_block_no on audit.seal_leaves (block_no, leaf_index);

insert into audit.table_registry values
  ('audit.table_registry', 'reference'),
  ('audit.log', 'company'),
  ('audit.loaded_objects', 'local'),
  ('audit.seals', 'local'),
  ('audit.seal_leaves', 'company');
