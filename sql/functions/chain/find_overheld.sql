create or replace function chain.find_overheld(p_accounts chain.account[], p_holds chain.hold[])
  returns uuid
  language plpgsql
  immutable
as $$
begin
  if p_holds is null then
    return null;
  end if;
  return (
    select a.id
    from unnest(p_holds) h
    join unnest(p_accounts) a on a.id = h.account_id
    where (h.lien_id is null or h.amount < 0) and a.available < a.floor
    limit 1);
end
$$;

comment on function chain.find_overheld(chain.account[], chain.hold[]) is
  'Private: an account below its floor on which something is to be held; null where there is none.';
