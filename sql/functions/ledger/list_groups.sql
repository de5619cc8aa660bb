-- Newest first, p_limit at a time (1 to 1000). p_after is the "next" of the page before.
-- Returns {"success", "company_id", "transaction_groups": [{"id", "name", "description", "status",
-- "created_at", "metadata", "transaction_count"}], "total_count", "next"}. Raises LG017.

create or replace function ledger.list_groups(
  p_company_id uuid,
  p_limit integer default 100,
  p_after uuid default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit integer := least(greatest(coalesce(p_limit, 100), 1), 1000);
  v_after ledger.transaction_groups;
  v_groups jsonb;
begin
  if not exists (select from ledger.companies c where c.id = p_company_id) then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  end if;
  select g.* into v_after from ledger.transaction_groups g
  where g.company_id = p_company_id and g.id = p_after;
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', p.id, 'name', p.name, 'description', p.description, 'status', p.status,
    'created_at', ledger.as_time(p.created_at), 'metadata', p.metadata, 'transaction_count', (
      select count(*) from ledger.atomic_transactions t
      where t.company_id = p.company_id and t.transaction_group_id = p.id))
    order by p.created_at desc, p.id desc), '[]')
  into v_groups
  from (
    select g.* from ledger.transaction_groups g
    where g.company_id = p_company_id
      and (v_after.id is null or (g.created_at, g.id) < (v_after.created_at, v_after.id))
    order by g.created_at desc, g.id desc
    limit v_limit
  ) p;
  return jsonb_build_object(
    'success', true, 'company_id', p_company_id, 'transaction_groups', v_groups,
    'total_count', (select count(*) from ledger.transaction_groups g where g.company_id = p_company_id),
    'next', case when jsonb_array_length(v_groups) = v_limit then v_groups -> (v_limit - 1) -> 'id' end);
end
$$;

comment on function ledger.list_groups(uuid, integer, uuid) is
  'A company''s transaction groups, newest first, as in the guide.';
