-- Does what a call asks for, once per key, and keeps the answer under it. p_key: null where each call is one
-- of its own.
-- Returns access.answer; refusals for the state of things are values under a key, and raised without one.
-- Errors of form are raised, and let the key go.
-- Locks: the key, then what the operation locks. Writes: idempotency_keys, and what the operation writes.

create or replace function access.do_once(p_operation text, p_call access.call, p_key text)
  returns access.answer
  language plpgsql
as $$
declare
  v_principal_id uuid := (p_call.caller).principal_id;
  v_answer access.answer;
  v_code text;
  v_detail text;
  v_errors text;
begin
  if p_key is null then
    v_answer.body := access.call_operation(p_operation, p_call);
    v_answer.replayed := false;
    return v_answer;
  end if;
  perform access.require_subject(p_operation, p_call);
  v_answer := access.claim_key(
    v_principal_id, p_operation, p_key,
    jsonb_build_object('company_id', p_call.company_id, 'params', p_call.params, 'body', p_call.body));
  if v_answer.replayed then
    return v_answer;
  end if;
  begin
    v_answer.body := access.call_operation(p_operation, p_call);
  exception
    -- A code that ends in 000 stands for its class.
    when sqlstate 'LG000' or sqlstate 'LN000' or sqlstate 'SG000' then
      get stacked diagnostics
        v_code = returned_sqlstate, v_detail = message_text, v_errors = pg_exception_detail;
      if not access.is_kept(v_code, v_errors) then
        raise;
      end if;
      v_answer.code := v_code;
      v_answer.body := jsonb_build_object(
        'detail', v_detail, 'errors', case when v_errors like '[%' then v_errors::jsonb end);
  end;
  v_answer.replayed := false;
  update access.idempotency_keys k
  set code = v_answer.code, body = v_answer.body
  where k.principal_id = v_principal_id and k.operation = p_operation and k.key = p_key;
  return v_answer;
end
$$;

comment on function access.do_once(text, access.call, text) is
  'Private: does what a call asks for, once per key.';
