-- Which of the call's transactions must be refused, each judged after those before it, as if they came one by
-- one. To be called under the lock of the balances (ledger.lock_balances gave p_at), once ledger.number_lines
-- said that it is needed.
--
-- Only watched accounts can refuse anything: those that are not open, on which a line sets a condition, or
-- whose decreases, all together, would break the floor. One pass in memory, in order, over the transactions
-- that touch one of them. A floor refuses a transaction that lowers what is available and leaves it
-- below the floor, judged on the transaction's net change: a deposit into an account that stands below
-- a raised floor passes.

create or replace function ledger.judge_lines(
  p_lines ledger.line[],
  p_at timestamptz,
  p_heed_status boolean default true
)
  returns setof ledger.problem
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  v_accounts uuid[];
  v_statuses text[];
  v_floors numeric[];
  v_posted numeric[];
  v_available numeric[];
  v_versions bigint[];
  v_is_watched boolean[];
  v_step record;
  v_nth integer;
  v_code text;
begin
  select
    array_agg(j.account_id order by j.nth), array_agg(j.status order by j.nth),
    array_agg(j.floor order by j.nth), array_agg(j.posted order by j.nth),
    array_agg(j.posted - j.held order by j.nth), array_agg(j.version order by j.nth),
    array_agg(j.has_condition or j.status = 'closed' or (p_heed_status and j.status <> 'open')
      or coalesce(j.posted - j.held - j.decreases < j.floor, false) order by j.nth)
  into v_accounts, v_statuses, v_floors, v_posted, v_available, v_versions, v_is_watched
  from (
    select
      m.account_id, m.nth, m.has_condition, a.status, a.floor, b.version,
      ledger.posted(a.normal_side, b.debits, b.credits) as posted,
      ledger.still_held(b.company_id, b.account_id, b.held, b.next_lien_expiry, p_at) as held,
      case a.normal_side when 'credit' then m.debits else m.credits end as decreases
    from (
      select
        l.company_id, l.account_id, row_number() over (order by l.company_id, l.account_id) as nth,
        bool_or(l.condition is not null) as has_condition,
        sum(l.debit_amount) as debits, sum(l.credit_amount) as credits
      from unnest(p_lines) l
      group by l.company_id, l.account_id
    ) m
    join ledger.accounts a on a.company_id = m.company_id and a.id = m.account_id
    join ledger.balances b on b.company_id = m.company_id and b.account_id = m.account_id
  ) j;

  for v_step in
    select
      c.position, array_agg(c.nth order by c.nth) as accounts, array_agg(c.change order by c.nth) as changes,
      array_agg(c.lines order by c.nth) as lines,
      array_agg(c.conditions order by c.nth) as conditions
    from (
      select
        l.position, l.nth, count(*) as lines,
        sum(ledger.posted(a.normal_side, l.debit_amount, l.credit_amount)) as change,
        jsonb_agg(l.condition) filter (where l.condition is not null) as conditions
      from (
        select x.*, dense_rank() over (order by x.company_id, x.account_id) as nth from unnest(p_lines) x
      ) l
      join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
      where v_is_watched[l.nth]
      group by l.position, l.nth
    ) c
    group by c.position
    order by c.position
  loop
    for i in 1 .. cardinality(v_step.accounts) loop
      v_nth := v_step.accounts[i];
      v_code := case
        when p_heed_status and v_statuses[v_nth] = 'frozen' then 'LG012'
        when v_statuses[v_nth] = 'closed' then 'LG013'
        when v_step.changes[i] < 0 and v_available[v_nth] + v_step.changes[i] < v_floors[v_nth] then 'LG040'
        when v_step.conditions[i] is not null and not ledger.conditions_hold(v_step.conditions[i],
          v_available[v_nth] + v_step.changes[i], v_posted[v_nth] + v_step.changes[i], v_versions[v_nth])
          then 'LG041'
      end;
      exit when v_code is not null;
    end loop;

    if v_code is not null then
      return next row(v_step.position, null, null, v_code,
        ledger.describe_fault(v_code, 'account_id', to_jsonb(v_accounts[v_nth])), 'account_id',
        to_jsonb(v_accounts[v_nth]))::ledger.problem;
      continue;
    end if;
    for i in 1 .. cardinality(v_step.accounts) loop
      v_nth := v_step.accounts[i];
      v_posted[v_nth] := v_posted[v_nth] + v_step.changes[i];
      v_available[v_nth] := v_available[v_nth] + v_step.changes[i];
      v_versions[v_nth] := v_versions[v_nth] + v_step.lines[i];
    end loop;
  end loop;
end
$$;

comment on function ledger.judge_lines(ledger.line[], timestamptz, boolean) is
  'Private: the transactions that status, floor or condition of an account refuses, '
  'judged in order under the lock.';
