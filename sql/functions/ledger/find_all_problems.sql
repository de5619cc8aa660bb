-- p_refused, and whatever is wrong with the form of the other transactions of a reading. Whoever refused some
-- has looked at all but those that are faulty still. One that nobody finds at fault and whose account is not
-- there was read before the account was opened: it is refused too.

create or replace function ledger.find_all_problems(p_reading ledger.reading, p_refused ledger.problem[])
  returns setof ledger.problem
  language plpgsql
  stable
as $$
declare
  v_refused integer[] := array(select p.position from unnest(p_refused) p);
  v_problems ledger.problem[] := p_refused;
begin
  if not (p_reading.faulty <@ v_refused) or cardinality(v_refused) = 0 then
    v_problems := v_problems || array(
      select p
      from ledger.find_problems(p_reading.documents, p_reading.callers, true) p
      where p.position <> all (v_refused));
  end if;
  return query select p.* from unnest(v_problems) p;
  return query select p.* from ledger.find_absent(p_reading.lines, v_problems) p;
end
$$;

comment on function ledger.find_all_problems(ledger.reading, ledger.problem[]) is
  'Private: everything that is wrong with the form of transactions that were read.';
