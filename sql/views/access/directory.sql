-- Whoever may act: what it may do, and by what it is known.

create or replace view access.directory
  with (security_invoker = true)
as
select
  p.id, p.name, p.scopes, p.companies, p.issuer, p.subject, p.status,
  array(select l.login from access.logins l where l.principal_id = p.id order by l.login) as logins,
  (select count(*) from access.keys k where k.name = p.name and k.is_good) as good_keys,
  p.created_at
from access.principals p;

comment on view access.directory is 'Every principal, with its logins and the number of its good keys.';
comment on column access.directory.id is 'The principal_id of entries, liens and audit.log.';
comment on column access.directory.name is 'Its name.';
comment on column access.directory.scopes is 'What it may do.';
comment on column access.directory.companies is 'Whose accounts it sees and moves; null for all.';
comment on column access.directory.issuer is 'iss of its JWTs; null where it has none.';
comment on column access.directory.subject is 'sub of its JWTs; null where it has none.';
comment on column access.directory.status is 'active or disabled.';
comment on column access.directory.logins is 'The database logins that read as it.';
comment on column access.directory.good_keys is 'How many of its API keys are accepted now.';
comment on column access.directory.created_at is 'When it was created.';
