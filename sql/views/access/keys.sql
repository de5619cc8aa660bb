-- Who has a key, what it may do, and until when it is good.

create or replace view access.keys
  with (security_invoker = true)
as
select
  k.id, p.name, k.prefix, p.scopes, p.companies, k.created_at, k.expires_at, k.revoked_at,
  p.status = 'active' and coalesce(k.revoked_at > audit.clock(), true)
    and coalesce(k.expires_at > audit.clock(), true) as is_good
from access.api_keys k
join access.principals p on p.id = k.principal_id;

comment on view access.keys is 'Every API key, without the key.';
comment on column access.keys.id is 'The key''s id.';
comment on column access.keys.name is 'Its principal.';
comment on column access.keys.prefix is 'How it begins.';
comment on column access.keys.scopes is 'What it may do.';
comment on column access.keys.companies is 'Whose accounts it sees and moves; null for all.';
comment on column access.keys.created_at is 'When it was created.';
comment on column access.keys.expires_at is 'When it expires; null for never.';
comment on column access.keys.revoked_at is 'When it was or will be revoked.';
comment on column access.keys.is_good is 'Whether it is accepted now.';
