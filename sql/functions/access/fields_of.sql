create or replace function access.fields_of(p_request jsonb)
  returns table (origin text, field text, value jsonb)
  language sql
  immutable
  parallel safe
as $$
  select 'company', 'company_id', p_request -> 'company_id'
  union all
  select 'params', e.key, e.value from jsonb_each(p_request -> 'params') e
  union all
  select 'body', e.key, e.value
  from jsonb_each(case jsonb_typeof(p_request -> 'body')
    when 'object' then p_request -> 'body' else jsonb_build_object('body', p_request -> 'body') end) e
$$;

comment on function access.fields_of(jsonb) is
  'Private: a request''s company, parameters and the fields of its body.';
