-- What steps of a chain wait for, now or later, and what their undoing waits for now: an answer to it that
-- comes before it was asked for is none, and so is an approval of what is not held for review. A name that
-- comes by reference is known when it is waited for.

create or replace function chain.awaited(p_company_id uuid, p_chain_id uuid)
  returns table (kind text, name text, run integer, is_undoing boolean)
  language sql
  stable
as $$
  select x.kind, coalesce(x.signal, x.name), s.run, x.is_undoing
  from chain.steps s
  cross join lateral (
    select s.kind, s.name, coalesce(
      substring(case s.state when 'WAITING' then s.waiting_on end from '^signal:(.*)$'),
      s.params ->> 'signal') as signal, false as is_undoing
    union all
    select s.compensation ->> 'kind', null, substring(s.waiting_on from '^signal:(.*)$'), true
    where s.state = 'COMPENSATING'
    union all
    select 'approval', s.name, null, false
    where s.state = 'WAITING' and s.waiting_on = 'review'
  ) x
  where s.company_id = p_company_id and s.chain_id = p_chain_id and x.kind in ('callback', 'approval')
$$;

comment on function chain.awaited(uuid, uuid) is
  'Private: what steps of a chain wait for, and their undoing.';
