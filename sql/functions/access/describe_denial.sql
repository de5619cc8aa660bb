create or replace function access.describe_denial(p_code text, p_scope text)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('detail', case p_code
    when 'ZA001' then 'Not authenticated'
    when 'ZA002' then 'The scope ' || coalesce(p_scope, 'of an operation') || ' is required'
    when 'ZA003' then 'Access denied to specified company' end)
$$;

comment on function access.describe_denial(text, text) is 'Private: the answer to who is denied something.';
