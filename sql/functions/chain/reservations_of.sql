-- What steps would reserve and hold on each account at most, run in order on accounts that have nothing: R
-- after each step, of which the highest counts, and the sum of the liens.

create or replace function chain.reservations_of(p_steps chain.steps[])
  returns table (account_id uuid, currency text, reserved numeric, held numeric)
  language plpgsql
as $$
declare
  v_accounts chain.account[] := chain.accounts_for(p_steps);
  v_effects chain.effect[];
  v_step chain.steps;
begin
  foreach v_step in array p_steps loop
    if chain.can_be_tried(v_step) then
      v_effects := v_effects || chain.ask_step(v_step, v_accounts, '{}', '{}', audit.clock());
    end if;
  end loop;
  return query
  with effects as materialized (
    select e.nth, e.lines, e.is_immediate, e.holds
    from unnest(v_effects) with ordinality e (
      outcome, code, detail, output, lines, is_immediate, is_guarded, holds, due_at, waiting_on, reverses,
      nth)
  ), moves as (
    select e.nth, l.account_id, -ledger.posted(a.normal_side, l.debit_amount, l.credit_amount) as needed,
           0 as held
    from effects e
    cross join unnest(e.lines) l
    join unnest(v_accounts) a on a.id = l.account_id
    where e.is_immediate is not true
    union all
    select e.nth, x.account_id, x.needed, x.held
    from effects e
    cross join unnest(e.holds) h
    cross join lateral (values
      (h.beneficiary_id, -h.amount, 0), (h.account_id, 0, h.amount)) x (account_id, needed, held)
  ), needs as (
    select m.account_id, m.held,
           sum(m.needed) over (partition by m.account_id order by m.nth) as needed
    from moves m
  )
  select a.id, a.currency, round(n.reserved, a.exponent), round(n.held, a.exponent)
  from (
    select x.account_id, greatest(0, max(x.needed)) as reserved, sum(x.held) as held
    from needs x
    group by x.account_id
  ) n
  join unnest(v_accounts) a on a.id = n.account_id
  where n.reserved > 0 or n.held > 0;
end
$$;

comment on function chain.reservations_of(chain.steps[]) is
  'Private: what steps would reserve and hold on each account at most.';
