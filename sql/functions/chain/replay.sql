-- A chain as its events tell it, against its rows: a row for each thing that differs, none where all is well.
-- States of the chain and of its steps; what its steps deferred.

create or replace function chain.replay(p_company_id uuid, p_chain_id uuid)
  returns table (subject text, by_events text, by_rows text)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
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
  select format('step %s on account %s', coalesce(m.step, d.step), coalesce(m.account_id, d.account_id)),
         m.excess::text, d.excess::text
  from moved m
  full join deferred d on d.step = m.step and d.account_id = m.account_id
  where m.excess is distinct from d.excess
$$;

comment on function chain.replay(uuid, uuid) is
  'A chain as its events tell it, against its rows: what differs; no row where all is well.';
