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
  for v_named in
    select s.name, v #>> '{}' as value, ledger.read_uuid(v #>> '{}') as id, p.is_transaction
    from unnest(p_steps) s
    join chain.step_kinds k on k.kind = s.kind
    cross join lateral (
      select unnest(k.accounts) as path, false as is_transaction
      union all
      select unnest(k.transactions), true
    ) p
    cross join lateral jsonb_path_query(s.params, p.path, '{}', true) v
    where jsonb_typeof(v) not in ('object', 'null')
  loop
    if not v_named.is_transaction then
      return next row(v_named.name, v_named.value, v_named.id)::chain.named_account;
      continue;
    end if;
    return query
    select distinct v_named.name, v_named.value, l.account_id
    from ledger.journal_entries e
    join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
    join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
    where e.transaction_id = v_named.id and a.purpose <> 'intercompany';
  end loop;
end
$$;

comment on function chain.accounts_of(chain.steps[]) is 'Private: the accounts that steps name.';
