-- The door for the service: finds the principal, checks scope and company, claims the key, does what is
-- asked for, keeps the answer under the key. One round trip, one commit.
--
-- p_credential: access.authenticate. p_operation: access.operations. p_company_id: the company that the
-- request names; where it names none the operation finds it by the ids in p_params. p_key: the client's
-- Idempotency-Key, or null.
-- Returns access.answer. What is denied comes back as a value, and audit.log tells of it; so does what is
-- refused for the state of things under a key: access.do_once. Raises ZA001 (not authenticated), ZA004 (not
-- there, or not the principal's), LG019, ZA010, ZA011 (key), 55P03 (somebody holds what it needs for long),
-- and whatever the operation raises: nothing of it stays.
-- Locks and writes: access.do_once; writes audit.log.

create or replace function access.request(
  p_credential jsonb,
  p_operation text,
  p_company_id uuid default null,
  p_params jsonb default '{}',
  p_body jsonb default null,
  p_key text default null,
  p_request_id uuid default null
)
  returns access.answer
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '5s'
as $$
declare
  v_principal access.principals := access.authenticate(p_credential);
  v_call access.call := row(
    row(v_principal.id, p_request_id, v_principal.companies)::access.caller, p_company_id, p_params, p_body);
  v_operation access.operations;
  v_denial text;
begin
  select o.* into v_operation from access.operations o where o.name = p_operation;
  v_denial := access.find_denial(
    v_principal.scopes, v_principal.companies, v_operation.scope, p_company_id, v_operation.needs_company);
  if v_denial is not null then
    return access.deny(p_operation, v_call, v_denial);
  elsif length(p_key) not between 1 and 255 then
    raise exception using errcode = 'LG019', message = 'An idempotency key has 1 to 255 characters';
  end if;
  return access.do_once(p_operation, v_call, p_key);
exception
  when sqlstate 'ZA003' then
    return access.deny(p_operation, v_call, 'ZA003');
end
$$;

comment on function access.request(jsonb, text, uuid, jsonb, jsonb, text, uuid) is
  'Does what a credential''s principal asks for, once per key; the door for the HTTP service.';
