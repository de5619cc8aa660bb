-- The accounts that steps name, as far as their parameters are known, and those of the transactions that they
-- name; value is what they say. account_id is null where that is no id.

create or replace function chain.accounts_of(p_steps chain.steps[])
  returns setof chain.named_account
  language plpgsql
  stable
as $$
declare
  v_named record;
begin
  return query
  select s.name, v #>> '{}', ledger.read_uuid(v #>> '{}')
  from unnest(p_steps) s
  join chain.step_kinds k on k.kind = s.kind
  cross join lateral unnest(k.accounts) p
  cross join lateral jsonb_path_query(s.params, p, '{}', true) v
  where jsonb_typeof(v) not in ('object', 'null');
  for v_named in
    select s.name, ledger.read_uuid(v #>> '{}') as transaction_id
    from unnest(p_steps) s
    join chain.step_kinds k on k.kind = s.kind
    cross join lateral unnest(k.transactions) p
    cross join lateral jsonb_path_query(s.params, p, '{}', true) v
    where jsonb_typeof(v) = 'string'
  loop
    return query
    select distinct v_named.name, v_named.transaction_id::text, l.account_id
    from ledger.journal_entries e
    join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
    join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
    where e.transaction_id = v_named.transaction_id and a.purpose <> 'intercompany';
  end loop;
end
$$;

comment on function chain.accounts_of(chain.steps[]) is 'Private: the accounts that steps name.';
