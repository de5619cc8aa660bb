-- Whether the debits of each entry equal its credits, for entries in one currency. Says no, too, to an entry
-- in several, or whose lines do not follow each other: such are looked at one currency at a time.
-- A loop in memory: for a few lines it costs a fraction of what starting a query does, for many as much.

create or replace function ledger.are_balanced(p_lines ledger.line[])
  returns boolean
  language plpgsql
  immutable
as $$
declare
  v_line ledger.line;
  v_entry_index integer;
  v_currency text;
  v_excess numeric := 0;
begin
  foreach v_line in array p_lines loop
    if v_line.entry_index is distinct from v_entry_index then
      if v_excess <> 0 then
        return false;
      end if;
      v_entry_index := v_line.entry_index;
      v_currency := v_line.currency;
    end if;
    if v_line.currency <> v_currency then
      return false;
    end if;
    v_excess := v_excess + v_line.debit_amount - v_line.credit_amount;
  end loop;
  return v_excess = 0;
end
$$;

comment on function ledger.are_balanced(ledger.line[]) is
  'Private: whether each entry balances; false also where that must be judged one currency at a time.';
