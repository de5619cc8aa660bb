-- Whether nothing can be wrong with the fields of a creation beside its transactions' lines and entries. A
-- transaction that names a company is not plain: find_request_problems compares it.

create or replace function ledger.creation_is_plain(p_body jsonb)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select p_body - '{transactions,metadata,group_name,description}'::text[] = '{}'
    and coalesce(jsonb_typeof(p_body -> 'metadata') in ('object', 'null'), true)
    and coalesce(jsonb_typeof(p_body -> 'description') in ('string', 'null'), true)
    and coalesce(jsonb_typeof(p_body -> 'group_name') in ('string', 'null'), true)
    and coalesce(length(p_body ->> 'group_name') <= 200, true)
    and not jsonb_path_exists(p_body, '$.transactions[*].company_id')
$$;

comment on function ledger.creation_is_plain(jsonb) is
  'Private: whether nothing can be wrong with a creation''s own fields.';
