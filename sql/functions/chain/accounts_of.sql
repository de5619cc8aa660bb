-- The accounts that steps name, as far as their parameters are known. account_id is null where a parameter is
-- no id.

create or replace function chain.accounts_of(p_steps chain.steps[])
  returns table (step_no integer, value text, account_id uuid)
  language sql
  stable
as $$
  select s.step_no, v #>> '{}', ledger.read_uuid(v #>> '{}')
  from unnest(p_steps) s
  join chain.step_kinds k on k.kind = s.kind
  cross join lateral unnest(k.accounts) p
  cross join lateral jsonb_path_query(s.params, p, '{}', true) v
  where jsonb_typeof(v) not in ('object', 'null')
$$;

comment on function chain.accounts_of(chain.steps[]) is 'Private: the accounts that steps name.';
