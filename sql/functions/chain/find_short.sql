-- Below its floor nothing more of an account is taken, held or counted on, beyond what makes up for it: what
-- a chain may spend is available - floor + max(0, L + I - O). Nor is more counted on than an amount can say:
-- 30 digits before the point.

create or replace function chain.find_short(p_before chain.account[], p_after chain.account[])
  returns uuid
  language plpgsql
  immutable
as $$
declare
  v_before chain.account;
  v_after chain.account;
begin
  for i in 1 .. cardinality(p_after) loop
    v_after := p_after[i];
    if greatest(v_after.deferred_in, v_after.deferred_out) >= 1e30 then
      return v_after.id;
    end if;
    continue when v_after.floor is null or v_after.available >= v_after.floor;
    v_before := p_before[i];
    if v_after.available < v_before.available
      or chain.reserve(v_after) > chain.reserve(v_before)
      or (v_after.deferred_out > v_before.deferred_out
        and v_after.available - v_after.floor
          + greatest(0, v_after.liened + v_after.deferred_in - v_after.deferred_out) < 0)
    then
      return v_after.id;
    end if;
  end loop;
  return null;
end
$$;

comment on function chain.find_short(chain.account[], chain.account[]) is
  'Private: an account of which more would be taken or held than its floor allows; null where there is none.';
