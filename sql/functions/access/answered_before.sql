-- An item whose key was claimed before: with the answer that was given then, ZA010 when the request was
-- another, ZA011 when there is no answer yet.

create or replace function access.answered_before(p_item access.item)
  returns access.item
  language plpgsql
  stable
as $$
declare
  v_first access.idempotency_keys;
begin
  select k.* into v_first from access.idempotency_keys k
  where k.principal_id = (p_item.caller).principal_id and k.operation = 'create_atomic_transaction'
    and k.key = p_item.key;
  if v_first.body is null then
    p_item.code := 'ZA011';
    p_item.answer := jsonb_build_object('detail', 'A request with this key is being worked on');
  elsif v_first.request <> access.request_of(p_item) then
    p_item.code := 'ZA010';
    p_item.answer := jsonb_build_object(
      'detail', 'The key was used with another request',
      'errors', access.differing_fields(v_first.request, access.request_of(p_item)));
  else
    p_item.code := v_first.code;
    p_item.answer := v_first.body;
    p_item.replayed := true;
  end if;
  return p_item;
end
$$;

comment on function access.answered_before(access.item) is
  'Private: an item with the answer that its key was given before.';
