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

insert into audit.table_registry values
  ('audit.table_registry', 'reference'),
  ('audit.log', 'company'),
  ('audit.loaded_objects', 'local');
