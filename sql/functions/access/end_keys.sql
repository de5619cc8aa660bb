-- Lets a principal's keys, all or those of one prefix, end at a time; from p_at on they are refused. Returns
-- how many it ended. Raises ZA004 when there is none. Writes: api_keys, audit.log.

create or replace function access.end_keys(
  p_name text,
  p_prefix text default null,
  p_at timestamptz default audit.clock(),
  p_principal_id uuid default access.system_principal()
)
  returns integer
  language plpgsql
as $$
declare
  v_ended integer;
begin
  update access.api_keys k
  set revoked_at = p_at
  from access.principals p
  where p.id = k.principal_id and p.name = p_name and coalesce(k.prefix = p_prefix, true)
    and coalesce(k.revoked_at > p_at, true);
  get diagnostics v_ended = row_count;
  if v_ended = 0 then
    raise exception using errcode = 'ZA004', message = format('No key of that name is in force: %s', p_name);
  end if;
  perform audit.record(
    access.installation(), p_principal_id, 'access.end_keys', null,
    jsonb_build_object('name', p_name, 'prefix', p_prefix, 'at', p_at, 'keys', v_ended));
  return v_ended;
end
$$;

comment on function access.end_keys(text, text, timestamptz, uuid) is
  'Revokes a principal''s keys, at once or from a time on.';
