-- The door for the service: finds the principal, checks scope and company, claims the key, does what is
-- asked for, keeps the answer under the key. One round trip, one commit.
--
-- p_credential: access.authenticate. p_operation: access.operations. p_company_id: the company that the
-- request names; where it names none the operation finds it by the ids in p_params. p_key: the client's
-- Idempotency-Key, or null.
-- Returns access.answer. What is refused for the state of things comes back as a value, and is kept under
-- the key. Errors of form and access raise, as does a request without a key that is refused: nothing of it
-- stays. Raises ZA001 (not authenticated), ZA002 (scope), ZA003 (company), ZA010, ZA011 (key), and
-- whatever the operation raises.
-- Locks: the key, then what the operation locks. Writes: idempotency_keys, and what the operation writes.

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
as $$
declare
  v_principal access.principals := access.authenticate(p_credential);
  v_call access.call := row(
    row(v_principal.id, p_request_id, v_principal.companies)::access.caller, p_company_id, p_params, p_body);
  v_answer access.answer;
  v_code text;
  v_detail text;
  v_errors text;
begin
  perform access.require_scope(p_operation, v_principal.scopes);
  perform access.require_company(v_principal.companies, p_company_id, (
    select o.needs_company from access.operations o where o.name = p_operation));
  if length(p_key) not between 1 and 255 then
    raise exception using errcode = 'LG019', message = 'An idempotency key has 1 to 255 characters';
  elsif p_key is null then
    v_answer.body := access.call_operation(p_operation, v_call);
    v_answer.replayed := false;
    return v_answer;
  end if;

  perform access.require_subject(p_operation, v_call);
  v_answer := access.claim_key(
    v_principal.id, p_operation, p_key,
    jsonb_build_object('company_id', p_company_id, 'params', p_params, 'body', p_body));
  if v_answer.replayed then
    return v_answer;
  end if;
  begin
    v_answer.body := access.call_operation(p_operation, v_call);
  exception
    -- A code that ends in 000 stands for its class.
    when sqlstate 'LG000' or sqlstate 'LN000' then
      get stacked diagnostics
        v_code = returned_sqlstate, v_detail = message_text, v_errors = pg_exception_detail;
      if not access.is_kept(v_code, v_errors) then
        raise;
      end if;
      v_answer := row(
        v_code,
        jsonb_build_object(
          'detail', v_detail, 'errors', case when v_errors like '[%' then v_errors::jsonb end),
        false)::access.answer;
  end;
  v_answer.replayed := false;
  update access.idempotency_keys k
  set code = v_answer.code, body = v_answer.body
  where k.principal_id = v_principal.id and k.operation = p_operation and k.key = p_key;
  return v_answer;
end
$$;

comment on function access.request(jsonb, text, uuid, jsonb, jsonb, text, uuid) is
  'Does what a credential''s principal asks for, once per key; the door for the HTTP service.';
