-- The open group of that name, made if there is none. Two who make the same group at once get one: the loser
-- of the unique index waits, and joins. Who joins while a group is being closed waits, and gets a new one.

create or replace function ledger.join_group(p_company_id uuid, p_name text, p_description text)
  returns uuid
  language plpgsql
as $$
declare
  v_id uuid;
begin
  loop
    select g.id into v_id
    from ledger.transaction_groups g
    where g.company_id = p_company_id and g.name = p_name and g.status = 'active'
    for share;
    exit when v_id is not null;

    insert into ledger.transaction_groups (company_id, id, name, description, created_at)
    values (p_company_id, ledger.new_id(), p_name, p_description, audit.clock())
    on conflict (company_id, name) where status = 'active' and name is not null do nothing
    returning id into v_id;
    exit when v_id is not null;
  end loop;
  return v_id;
end
$$;

comment on function ledger.join_group(uuid, text, text) is
  'Private: finds or makes the open group of that name.';
