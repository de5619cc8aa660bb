-- Takes refused transactions out of a call. Their entries become null in place, for lines point at
-- entries by index.

create or replace function ledger.without_refused(
  p_entries ledger.entry[],
  p_lines ledger.line[],
  p_problems ledger.problem[],
  out entries ledger.entry[],
  out lines ledger.line[]
)
  language plpgsql
  immutable
as $$
declare
  v_is_refused boolean[];
begin
  for i in 1 .. cardinality(p_problems) loop
    v_is_refused[p_problems[i].position] := true;
  end loop;
  entries := p_entries;
  for i in 1 .. coalesce(cardinality(entries), 0) loop
    if v_is_refused[entries[i].position] then
      entries[i] := null;
    end if;
  end loop;
  lines := array(select l from unnest(p_lines) l where v_is_refused[l.position] is not true);
end
$$;

comment on function ledger.without_refused(ledger.entry[], ledger.line[], ledger.problem[]) is
  'Private: the entries and lines of the transactions that have no problem.';
