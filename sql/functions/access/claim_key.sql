-- Claims a key for the request that is about to be worked on. A twin that was answered before gives its
-- answer; one that is being worked on is waited for, but not for long.
-- Raises ZA010 when the key was used with another request, ZA011 when its twin takes long.
-- Locks the key until the end of the transaction. Writes: idempotency_keys.

create or replace function access.claim_key(
  p_principal_id uuid,
  p_operation text,
  p_key text,
  p_request jsonb
)
  returns access.answer
  language plpgsql
  set lock_timeout = '2s'
as $$
declare
  v_first access.idempotency_keys;
begin
  loop
    insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
    values (p_principal_id, p_operation, p_key, p_request, audit.clock())
    on conflict do nothing;
    if found then
      return null;
    end if;
    select k.* into v_first from access.idempotency_keys k
    where k.principal_id = p_principal_id and k.operation = p_operation and k.key = p_key;
    exit when found;
  end loop;
  if v_first.request <> p_request then
    raise exception using
      errcode = 'ZA010',
      message = 'The key was used with another request',
      detail = access.differing_fields(v_first.request, p_request)::text;
  end if;
  return row(v_first.code, v_first.body, true)::access.answer;
exception
  when lock_not_available then
    raise exception using
      errcode = 'ZA011', message = 'A request with this key is being worked on';
end
$$;

comment on function access.claim_key(uuid, text, text, jsonb) is
  'Private: claims an idempotency key; returns the answer that was given under it, if one was.';
