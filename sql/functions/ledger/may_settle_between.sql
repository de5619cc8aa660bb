create or replace function ledger.may_settle_between(p_hub_id uuid, p_other_id uuid)
  returns boolean
  language sql
  stable
as $$
  select count(*) = 2 and bool_and(p.auto_intercompany)
  from ledger.posting_limits p
  where p.company_id in (p_hub_id, p_other_id)
$$;

comment on function ledger.may_settle_between(uuid, uuid) is
  'Whether both companies allow lines of one transaction to be settled by due-to/due-from lines.';
