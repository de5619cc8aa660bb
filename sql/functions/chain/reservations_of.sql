-- What steps would reserve and hold on each account at most, run in order on accounts that have nothing.

create or replace function chain.reservations_of(p_steps chain.steps[])
  returns table (account_id uuid, currency text, reserved numeric, held numeric)
  language plpgsql
as $$
declare
  v_accounts chain.account[] := chain.accounts_for(p_steps);
  v_reserved numeric[] := array_fill(0::numeric, array[cardinality(v_accounts)]);
  v_held numeric[] := v_reserved;
  v_step chain.steps;
  v_effect chain.effect;
  v_rest numeric;
begin
  foreach v_step in array p_steps loop
    continue when not chain.can_be_tried(v_step);
    v_effect := chain.ask_step(v_step, v_accounts, '{}', '{}', audit.clock());
    v_accounts := chain.shift(v_accounts, v_effect.lines, v_effect.is_immediate, v_effect.holds);
    for i in 1 .. cardinality(v_accounts) loop
      v_rest := (
        select sum(h.amount) from unnest(v_effect.holds) h
        where h.account_id = (v_accounts[i]).id);
      v_held[i] := v_held[i] + coalesce(v_rest, 0);
      v_reserved[i] := greatest(v_reserved[i], chain.reserve(v_accounts[i]));
    end loop;
  end loop;
  return query
  select a.id, a.currency, round(v_reserved[a.ordinality], a.exponent),
         round(v_held[a.ordinality], a.exponent)
  from unnest(v_accounts) with ordinality a
  where v_reserved[a.ordinality] > 0 or v_held[a.ordinality] > 0;
end
$$;

comment on function chain.reservations_of(chain.steps[]) is
  'Private: what steps would reserve and hold on each account at most.';
