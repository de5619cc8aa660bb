-- Accounts after lines and liens, as a chain sees them. Lines move at once or at settlement; p_sign -1 takes
-- deferred lines back. Holds are placed, or given up where they name a lien. It judges nothing:
-- chain.find_short does.
--
-- What is available falls by what R rises: the arithmetic of docs/architecture.md, "Liens inside a chain".

create or replace function chain.shift(
  p_accounts chain.account[],
  p_lines ledger.line[],
  p_is_immediate boolean,
  p_holds chain.hold[],
  p_sign integer default 1
)
  returns chain.account[]
  language plpgsql
  immutable
as $$
declare
  v_ids uuid[] := array(select a.id from unnest(p_accounts) a);
  v_accounts chain.account[] := p_accounts;
  v_line ledger.line;
  v_hold chain.hold;
  v_change numeric;
  v_nth integer;
begin
  foreach v_line in array coalesce(p_lines, '{}') loop
    v_nth := array_position(v_ids, v_line.account_id);
    v_change := p_sign * ledger.posted(
      v_accounts[v_nth].normal_side, v_line.debit_amount, v_line.credit_amount);
    if p_is_immediate then
      v_accounts[v_nth].available := v_accounts[v_nth].available + v_change;
    elsif v_change * p_sign > 0 then
      v_accounts[v_nth].deferred_in := v_accounts[v_nth].deferred_in + v_change;
    else
      v_accounts[v_nth].deferred_out := v_accounts[v_nth].deferred_out - v_change;
    end if;
  end loop;
  foreach v_hold in array coalesce(p_holds, '{}') loop
    v_change := case when v_hold.lien_id is null then v_hold.amount else -v_hold.amount end;
    v_nth := array_position(v_ids, v_hold.account_id);
    v_accounts[v_nth].available := v_accounts[v_nth].available - v_change;
    v_nth := array_position(v_ids, v_hold.beneficiary_id);
    v_accounts[v_nth].liened := v_accounts[v_nth].liened + v_change;
  end loop;
  for i in 1 .. cardinality(v_accounts) loop
    v_change := chain.reserve(v_accounts[i]) - chain.reserve(p_accounts[i]);
    if v_change <> 0 then
      v_accounts[i].available := v_accounts[i].available - v_change;
    end if;
  end loop;
  return v_accounts;
end
$$;

comment on function chain.shift(chain.account[], ledger.line[], boolean, chain.hold[], integer) is
  'Private: accounts after lines and liens of a chain.';
