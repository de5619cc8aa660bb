-- The accounts that steps name, as far as their parameters are known, and then those of the transactions that
-- they name; value is what they say. account_id is null where that is no id.

create or replace function chain.accounts_of(p_steps chain.steps[])
  returns chain.named_account[]
  language plpgsql
  stable
as $$
declare
  v_accounts chain.named_account[];
  v_transactions chain.named_account[];
begin
  select array_agg(n.named) filter (where not n.is_transaction),
         array_agg(n.named) filter (where n.is_transaction)
  into v_accounts, v_transactions
  from (
    select row(s.name, v #>> '{}', ledger.read_uuid(v #>> '{}'))::chain.named_account as named,
           p.is_transaction
    from unnest(p_steps) s
    join chain.step_kinds k on k.kind = s.kind
    cross join lateral (
      select unnest(k.accounts) as path, false as is_transaction
      union all
      select unnest(k.transactions), true
    ) p
    cross join lateral jsonb_path_query(s.params, p.path, '{}', true) v
    where jsonb_typeof(v) not in ('object', 'null')
  ) n;
  if v_transactions is not null then
    v_accounts := v_accounts || array(
      select distinct row(t.step, t.value, l.account_id)::chain.named_account
      from unnest(v_transactions) t
      join ledger.journal_entries e on e.transaction_id = t.account_id
      join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
      join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
      where a.purpose <> 'intercompany');
  end if;
  return coalesce(v_accounts, '{}');
end
$$;

comment on function chain.accounts_of(chain.steps[]) is 'Private: the accounts that steps name.';
