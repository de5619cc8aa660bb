-- Readers see the rows of the companies that access.logins gives their login. The owner, whose functions
-- check what their caller may see, and a superuser see all.

do $$
declare
  v_table record;
begin
  for v_table in
    select t.name::regclass as name,
           case t.name when 'ledger.companies' then 'id' else 'company_id' end as key
    from audit.table_registry t
    where t.kind = 'company' or t.name = 'ledger.companies'
  loop
    execute format('alter table %s enable row level security', v_table.name);
    execute format('drop policy if exists readers_see_their_companies on %s', v_table.name);
    execute format(
      'create policy readers_see_their_companies on %s for select to holdfast_reader'
      ' using (%I = any ((select access.readable_companies())::uuid[]))',
      v_table.name, v_table.key);
  end loop;
end
$$;
