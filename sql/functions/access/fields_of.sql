create or replace function access.fields_of(p_request jsonb)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select (p_request -> 'params')
    || case jsonb_typeof(p_request -> 'body')
      when 'object' then p_request -> 'body'
      else jsonb_build_object('body', p_request -> 'body') end
    || jsonb_build_object('company_id', p_request -> 'company_id')
$$;

comment on function access.fields_of(jsonb) is
  'Private: a request''s parameters and the fields of its body, in one object.';
