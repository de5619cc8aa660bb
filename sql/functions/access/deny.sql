create or replace function access.deny(p_operation text, p_call access.call, p_code text)
  returns access.answer
  language plpgsql
as $$
begin
  perform access.record_denials(
    p_operation,
    array[row(0, p_call.caller, p_call.company_id, null, null, p_code, null, false)::access.item],
    ledger.read_uuid(p_call.params ->> 'id'));
  return row(
    p_code,
    access.describe_denial(p_code, (select o.scope from access.operations o where o.name = p_operation)),
    false)::access.answer;
end
$$;

comment on function access.deny(text, access.call, text) is
  'Private: answers who is denied something, and tells audit.log.';
