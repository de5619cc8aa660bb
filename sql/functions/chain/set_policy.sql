-- Says how a company would have its chains operated: p_second_person, whether what one person resolves by
-- hand takes effect only when another says the same. It goes for what is said from now on. Raises LG017.
-- Writes: policies, audit.log.

create or replace function chain.set_policy(
  p_company_id uuid,
  p_second_person boolean,
  p_principal_id uuid default access.system_principal()
)
  returns chain.policies
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_policy chain.policies;
begin
  if not exists (select from ledger.companies c where c.id = p_company_id) then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  end if;
  insert into chain.policies as p (company_id, second_person) values (p_company_id, p_second_person)
  on conflict (company_id) do update set second_person = excluded.second_person
  returning p.* into v_policy;
  perform audit.record(p_company_id, p_principal_id, 'chain.set_policy', null, to_jsonb(v_policy));
  return v_policy;
end
$$;

comment on function chain.set_policy(uuid, boolean, uuid) is
  'Says how a company would have its chains operated.';
