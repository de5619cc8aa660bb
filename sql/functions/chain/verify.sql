-- The first place at which a chain's events are not what was written, or else at which the journal is not
-- what they tell, or else what of the chain's rows is not, by chain.replay: a row, or none where all is well.
-- Changed and exchanged events do not fit the hash after them, missing ones leave a gap, cut off ones are
-- told by the chain's own last seq and hash.

create or replace function chain.verify(p_company_id uuid, p_chain_id uuid)
  returns table (seq integer, fault text)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select f.seq, f.fault
  from (
    select
      e.nth as seq,
      case
        when e.seq <> e.nth then 'missing'
        when (e.event).prev_hash <> e.hash_before then 'not what followed the event before'
        when (e.event).hash <> chain.hash_event(e.event) then 'changed'
      end as fault
    from (
      select
        v as event, v.seq, row_number() over (order by v.seq)::integer as nth,
        lag(v.hash, 1, '') over (order by v.seq) as hash_before
      from chain.events v
      where v.company_id = p_company_id and v.chain_id = p_chain_id
    ) e
    union all
    select c.last_seq, 'the last events are not there, or not those that were written'
    from chain.chains c
    where c.company_id = p_company_id and c.id = p_chain_id and not exists (
      select from chain.events e
      where e.company_id = c.company_id and e.chain_id = c.id and e.seq = c.last_seq and e.hash = c.last_hash
        and not exists (
          select from chain.events x
          where x.company_id = c.company_id and x.chain_id = c.id and x.seq > c.last_seq))
  ) f
  where f.fault is not null
  order by f.seq
  limit 1;
  if found then
    return;
  end if;
  return query
  select e.seq, 'the journal is not what it tells'
  from chain.events e
  where e.company_id = p_company_id and e.chain_id = p_chain_id and exists (
    select from (
      select (l ->> 'account_id')::uuid as account_id, (l ->> 'debit_amount')::numeric as debit,
             (l ->> 'credit_amount')::numeric as credit, 1 as told
      from jsonb_array_elements(e.payload -> 'lines') l
      union all
      select l.account_id, l.debit_amount, l.credit_amount, -1
      from ledger.journal_entries j
      join ledger.journal_lines l on l.company_id = j.company_id and l.entry_id = j.id
      join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
      where j.transaction_id = (e.payload ->> 'transaction_id')::uuid
        and coalesce(j.hub_id, j.company_id) = p_company_id and a.purpose <> 'intercompany'
    ) l
    where e.payload ->> 'transaction_id' is not null
    group by l.account_id, l.debit, l.credit
    having sum(l.told) <> 0)
  order by e.seq
  limit 1;
  if found then
    return;
  end if;
  return query
  select null::integer, 'its rows are not what its events tell'
  from chain.replay(p_company_id, p_chain_id) r
  limit 1;
end
$$;

comment on function chain.verify(uuid, uuid) is
  'The first place at which a chain''s events are not what was written, or its rows not what they tell; '
  'no row where all is well.';
