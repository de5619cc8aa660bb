-- A chain as its events tell it, against its rows: a row for each thing that differs, none where all is well.
-- What it was started with; states of the chain and of its steps; what its steps deferred.

create or replace function chain.replay(p_company_id uuid, p_chain_id uuid)
  returns table (subject text, by_events text, by_rows text)
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
  with told as (
    select distinct on (split_part(e.type, '.', 1), e.step)
           split_part(e.type, '.', 1) as of, e.step,
           upper(split_part(e.type, '.', 2) collate "C") as state, e.payload
    from chain.events e
    where e.company_id = p_company_id and e.chain_id = p_chain_id and e.type ~ '^(chain|step)\.'
    order by split_part(e.type, '.', 1), e.step, e.seq desc
  ), moved as (
    select t.step, l ->> 'account_id' as account_id,
           sum((l ->> 'debit_amount')::numeric - (l ->> 'credit_amount')::numeric) as excess
    from told t
    cross join jsonb_array_elements(t.payload -> 'lines') l
    where t.of = 'step' and t.state = 'SUCCEEDED' and t.payload ->> 'transaction_id' is null
    group by t.step, l ->> 'account_id'
  ), deferred as (
    select s.name as step, d.account_id::text as account_id, sum(d.debit_amount - d.credit_amount) as excess
    from chain.deferred_transfers d
    join chain.steps s on s.company_id = d.company_id and s.chain_id = d.chain_id and s.step_no = d.step_no
    where d.company_id = p_company_id and d.chain_id = p_chain_id and d.state <> 'dropped'
    group by s.name, d.account_id
  )
  select 'definition', e.payload::text, s.summary::text
  from chain.chains c
  join chain.events e on e.company_id = c.company_id and e.chain_id = c.id and e.seq = 1
  cross join lateral chain.summary(c, array(
    select s from chain.steps s where s.company_id = c.company_id and s.chain_id = c.id)) s (summary)
  where c.company_id = p_company_id and c.id = p_chain_id and e.payload <> s.summary
  union all
  select 'chain', t.state, c.state
  from chain.chains c
  left join told t on t.of = 'chain'
  where c.company_id = p_company_id and c.id = p_chain_id and t.state is distinct from c.state
  union all
  select 'step ' || s.name, coalesce(t.state, 'PENDING'), s.state
  from chain.steps s
  left join told t on t.of = 'step' and t.step = s.name
  where s.company_id = p_company_id and s.chain_id = p_chain_id and coalesce(t.state, 'PENDING') <> s.state
  union all
  select format('step %s on account %s', x.step, x.account_id), sum(x.moved)::text, sum(x.deferred)::text
  from (
    select m.step, m.account_id, m.excess as moved, null::numeric as deferred from moved m
    union all
    select d.step, d.account_id, null, d.excess from deferred d
  ) x
  group by x.step, x.account_id
  having sum(x.moved) is distinct from sum(x.deferred);
end
$$;

comment on function chain.replay(uuid, uuid) is
  'A chain as its events tell it, against its rows: what differs; no row where all is well.';
