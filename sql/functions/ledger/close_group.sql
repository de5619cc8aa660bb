-- A closed group takes no more transactions; the next of its name makes a new one. Raises LG053 when
-- there is none.

create or replace function ledger.close_group(
  p_company_id uuid,
  p_group_id uuid,
  p_principal_id uuid default access.system_principal()
)
  returns ledger.transaction_groups
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_group ledger.transaction_groups;
begin
  update ledger.transaction_groups g set status = 'closed'
  where g.company_id = p_company_id and g.id = p_group_id
  returning * into v_group;
  if v_group.id is null then
    raise exception using errcode = 'LG053', message = format('Transaction group not found: %s', p_group_id);
  end if;
  perform audit.record(p_company_id, p_principal_id, 'ledger.close_group', p_group_id, '{}');
  return v_group;
end
$$;

comment on function ledger.close_group(uuid, uuid, uuid) is 'Closes a transaction group.';
