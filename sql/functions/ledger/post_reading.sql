-- Posts transactions that were read, but those that p_refused says: their outcomes are its problems. (Only
-- creations come with refusals, and they bring no ids: post_one_by_one need not know.)
--
-- Locks, in this order: transaction_ids that were brought; intercompany accounts that it makes; the balances
-- of all accounts, by (company_id, account_id).
-- Writes: journal_entries, journal_lines (whose trigger moves the balances), outbox.

create or replace function ledger.post_reading(p_reading ledger.reading, p_refused ledger.problem[])
  returns setof ledger.outcome
  language plpgsql
as $$
declare
  v_entries ledger.entry[] := p_reading.entries;
  v_lines ledger.line[] := p_reading.lines;
  v_rows ledger.journal_lines[];
  v_problems ledger.problem[] := p_refused;
  v_is_watched boolean;
  v_posted_at timestamptz;
begin
  if p_refused <> '{}' or p_reading.faulty <> '{}' or ledger.are_balanced(v_lines) is not true then
    v_problems := array(select p from ledger.find_all_problems(p_reading, p_refused) p);
    select k.entries, k.lines into v_entries, v_lines
    from ledger.without_refused(v_entries, v_lines, v_problems) k;
  end if;
  if p_reading.has_ids then
    perform ledger.lock_ids(v_entries, v_lines);
  end if;
  if p_reading.is_intercompany then
    select s.entries, s.lines into v_entries, v_lines from ledger.split_by_company(v_entries, v_lines) s;
  end if;

  v_posted_at := ledger.lock_balances(v_lines);
  if p_reading.has_ids and ledger.has_twins(v_entries) then
    return query select o.* from ledger.post_one_by_one(p_reading) o;
    return;
  elsif p_reading.has_ids then
    v_problems := v_problems || array(select p from ledger.find_used_ids(v_entries) p);
    select k.entries, k.lines into v_entries, v_lines
    from ledger.without_refused(v_entries, v_lines, v_problems) k;
  end if;
  select n.rows, n.is_watched into v_rows, v_is_watched
  from ledger.number_lines(v_entries, v_lines, v_posted_at) n;
  if v_is_watched then
    v_problems := v_problems || array(select p from ledger.judge_lines(v_lines, v_posted_at) p);
    select k.entries, k.lines into v_entries, v_lines
    from ledger.without_refused(v_entries, v_lines, v_problems) k;
    select n.rows into v_rows from ledger.number_lines(v_entries, v_lines, v_posted_at) n;
  end if;

  perform ledger.write_entries(v_entries, v_rows, v_posted_at);
  perform relay.emit(ledger.posted_events(v_entries, v_posted_at));
  if v_problems = '{}' then
    return query select o.* from ledger.list_posted(v_entries) o;
  else
    return query select o.* from ledger.list_outcomes(v_entries, v_problems) o;
  end if;
end
$$;

comment on function ledger.post_reading(ledger.reading, ledger.problem[]) is
  'Private: posts transactions that were read, each judged alone and in order.';
