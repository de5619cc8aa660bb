create or replace function access.request_of(p_item access.item)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_build_object('company_id', p_item.company_id, 'params', '{}'::jsonb, 'body', p_item.body)
$$;

comment on function access.request_of(access.item) is
  'Private: a request as it is kept under its key.';
