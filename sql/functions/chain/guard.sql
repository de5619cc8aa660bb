-- The guards of what an effect moves at once: what it takes from an account comes first from the guards there
-- that the chain has not spent, and what it brings to one stays held there, for the chain alone.

create or replace function chain.guard(
  p_effect chain.effect,
  p_accounts chain.account[],
  p_liens ledger.liens[]
)
  returns chain.hold[]
  language plpgsql
  immutable
as $$
declare
  v_holds chain.hold[] := array[]::chain.hold[];
  v_move record;
  v_lien ledger.liens;
  v_rest numeric;
  v_part numeric;
begin
  for v_move in
    select m.*, greatest(0, m.liened + m.deferred_in - m.deferred_out) as unspent
    from (
      select a.id, a.liened, a.deferred_in, a.deferred_out, sum(m.change) as change
      from (
        select l.account_id, ledger.posted(x.normal_side, l.debit_amount, l.credit_amount) as change
        from unnest(p_effect.lines) l
        join unnest(p_accounts) x on x.id = l.account_id
      ) m
      join unnest(p_accounts) a on a.id = m.account_id
      group by a.id, a.liened, a.deferred_in, a.deferred_out
    ) m
    where m.change <> 0
  loop
    if v_move.change > 0 and p_effect.is_guarded then
      v_holds := v_holds || row(null, v_move.id, v_move.id, v_move.change)::chain.hold;
    end if;
    v_rest := least(-v_move.change, v_move.unspent);
    foreach v_lien in array coalesce(p_liens, '{}') loop
      exit when v_rest <= 0;
      if v_lien.status = 'active' and v_lien.account_id = v_move.id
        and v_lien.beneficiary_account_id = v_move.id
      then
        v_part := least(v_rest, v_lien.amount - v_lien.captured - v_lien.released);
        v_holds := v_holds || row(v_lien.id, v_move.id, v_move.id, v_part)::chain.hold;
        v_rest := v_rest - v_part;
      end if;
    end loop;
  end loop;
  return v_holds;
end
$$;

comment on function chain.guard(chain.effect, chain.account[], ledger.liens[]) is
  'Private: the guards that an immediate movement draws on and leaves.';
