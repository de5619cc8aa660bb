-- Makes the due-from (asset) and due-to (liability) accounts of the pairs that have none yet, in id order
-- and before any balance is locked, so that two callers who need the same ones do not deadlock. A refused
-- transaction may leave such an account behind, empty. create_account leaves their codes free.
-- (offset 0: looked up by key, with the id worked out once.)

create or replace function ledger.open_intercompany_accounts(
  p_hub_ids uuid[],
  p_other_ids uuid[],
  p_currencies text[]
)
  returns void
  language plpgsql
as $$
begin
  insert into ledger.accounts (
    company_id, id, code, name, holder_company_id, type, purpose, currency, normal_side, created_at)
  select
    w.company_id, i.id,
    format('%s:%s:%s', t.code, o.code, w.currency), format('%s %s, %s', t.name, o.name, w.currency),
    w.other_id, t.type, 'intercompany', w.currency, t.normal_side, audit.clock()
  from (
    select h.hub_id as company_id, h.other_id, h.currency
    from unnest(p_hub_ids, p_other_ids, p_currencies) h (hub_id, other_id, currency)
    union
    select h.other_id, h.hub_id, h.currency
    from unnest(p_hub_ids, p_other_ids, p_currencies) h (hub_id, other_id, currency)
  ) w
  join ledger.companies o on o.id = w.other_id
  cross join (values
    ('asset', 'due-from', 'Due from', 'debit'),
    ('liability', 'due-to', 'Due to', 'credit')) t (type, code, name, normal_side)
  cross join lateral (
    select ledger.intercompany_account_id(w.company_id, w.other_id, w.currency, t.type) as id offset 0) i
  where not exists (select from ledger.accounts a where a.company_id = w.company_id and a.id = i.id offset 0)
  order by 1, 2
  on conflict do nothing;
end
$$;

comment on function ledger.open_intercompany_accounts(uuid[], uuid[], text[]) is
  'Private: makes the due-from and due-to accounts of pairs of companies, both sides, '
  'where they are missing.';
