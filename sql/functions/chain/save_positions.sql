-- Writes what a chain counts on at its accounts; where it counts on nothing there is no row.

create or replace function chain.save_positions(p_work chain.work)
  returns void
  language plpgsql
as $$
begin
  if (p_work.chain).last_seq > 0 then
    delete from chain.positions p
    where p.chain_id = (p_work.chain).id and (p.company_id, p.account_id) in (
      select a.company_id, a.id from unnest(p_work.accounts) a
      where a.liened = 0 and a.deferred_in = 0 and a.deferred_out = 0);
  end if;
  insert into chain.positions as p (company_id, account_id, chain_id, liened, deferred_in, deferred_out)
  select a.company_id, a.id, (p_work.chain).id, a.liened, a.deferred_in, a.deferred_out
  from unnest(p_work.accounts) a
  where a.liened <> 0 or a.deferred_in <> 0 or a.deferred_out <> 0
  order by a.company_id, a.id
  on conflict (company_id, account_id, chain_id) do update
  set liened = excluded.liened, deferred_in = excluded.deferred_in, deferred_out = excluded.deferred_out
  where (p.liened, p.deferred_in, p.deferred_out)
    is distinct from (excluded.liened, excluded.deferred_in, excluded.deferred_out);
end
$$;

comment on function chain.save_positions(chain.work) is 'Private: writes a chain''s positions.';
