-- What an act of a chain is to the risk rules of the companies on whose accounts it acts: a call for each
-- account and rule. Rules are those of the account's company, whosever the chain is: who bears the risk sets
-- them.
--
-- amount: what the act takes of the account, by lines at once or at settlement, and by liens that it places
-- there in favour of others, less those that it gives up; never below zero. So a lien counts when it is
-- placed, and not when it is captured.
-- brought: what its lines bring, and liens that it places elsewhere in favour of the account.
-- moved: what its lines take, those of a capture too, and what they bring, with all liens that it places.
-- Lines are not set off against each other: what an act passes through an account is taken and brought.
-- An undoing (its outcome is undone) does what was, and all three are zero; exposure may rise by it.
-- exposure: liens of the chain on the account in favour of others, and what else the chain takes of the
-- account's own funds: max(0, O - I - L + what it took at once less what it brought at once), where L leaves
-- guards out, which hold what was brought at once. (docs/architecture.md has L, I and O.)
-- All in units of the account's currency, of this chain alone; what of it was done in this commit is in
-- memory, the rest in the journal.

create or replace function chain.find_risk_calls(
  p_work chain.work,
  p_effect chain.effect,
  p_after chain.account[]
)
  returns chain.risk_call[]
  language sql
  stable
as $$
  with accounts as materialized (
    select p_work.accounts[i] as before, p_after[i] as after
    from generate_subscripts(p_after, 1) i
    where (p_after[i]).is_assessed
  ), at_once as materialized (
    select l.account_id, l.debit_amount, l.credit_amount
    from unnest(p_work.lines) l
    union all
    select l.account_id, l.debit_amount, l.credit_amount
    from unnest(p_work.steps) s
    join ledger.journal_entries e on e.transaction_id = s.transaction_id
    join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
    where s.transaction_id is not null and chain.stands(s)
  ), sums as (
    select a.before, a.after, b.*, h.*, l.*, (p_effect.outcome = 'done')::integer as is_act, coalesce((
        select -sum(ledger.posted((a.after).normal_side, o.debit_amount, o.credit_amount))
        from at_once o
        where o.account_id = (a.after).id), 0) as took_before
    from accounts a
    cross join lateral (
      select
        coalesce(-sum(m.change), 0) as took,
        coalesce(-sum(m.change) filter (where m.change < 0), 0) as lines_out,
        coalesce(sum(m.change) filter (where m.change > 0), 0) as lines_in
      from unnest(p_effect.lines) n
      cross join ledger.posted((a.after).normal_side, n.debit_amount, n.credit_amount) m (change)
      where n.account_id = (a.after).id
    ) b
    cross join lateral (
      select
        max(n.amount) filter (where n.is_new and n.is_on and not n.is_for) as largest,
        coalesce(sum(n.change) filter (where n.is_on and not n.is_for), 0) as more_on,
        coalesce(sum(n.amount) filter (where n.is_new and n.is_on and not n.is_for), 0) as placed,
        coalesce(sum(n.change) filter (where n.is_on and n.is_for), 0) as more_guarded,
        coalesce(sum(n.amount) filter (where n.is_new and n.is_for and not n.is_on), 0) as more_for
      from (
        select x.amount, case when x.lien_id is null then x.amount else -x.amount end as change,
               x.lien_id is null as is_new, x.account_id = (a.after).id as is_on,
               x.beneficiary_id = (a.after).id as is_for
        from unnest(p_effect.holds) x
      ) n
    ) h
    cross join lateral (
      select
        coalesce(sum(n.rest) filter (where not n.is_guard), 0) as liens_on,
        coalesce(sum(n.rest) filter (where n.is_guard), 0) as guarded,
        min(n.created_at) filter (where not n.is_guard) as oldest_at
      from (
        select x.amount - x.captured - x.released as rest, x.created_at,
               x.beneficiary_account_id = x.account_id as is_guard
        from unnest(p_work.liens) x
        where x.account_id = (a.after).id and x.status = 'active'
      ) n
    ) l
  )
  select array_agg(
    row(
      row(r.*)::chain.risk_rules, (p_work.chain).id, s.before, s.after,
      s.is_act * greatest(0, s.lines_out + s.more_on), s.is_act * (s.lines_in + s.more_for),
      s.is_act * (s.lines_out + s.placed + s.lines_in + s.more_for), s.largest,
      s.liens_on + greatest(0, (s.before).deferred_out - (s.before).deferred_in
        - ((s.before).liened - s.guarded) + s.took_before),
      s.liens_on + s.more_on + greatest(0, (s.after).deferred_out - (s.after).deferred_in
        - ((s.after).liened - s.guarded - s.more_guarded) + s.took_before
        + case when p_effect.is_immediate then s.took else 0 end),
      s.oldest_at, p_work.locked_at)::chain.risk_call
    order by (s.after).company_id, (s.after).id, r.name)
  from sums s
  join lateral (
    select distinct on (v.name) v.*
    from chain.risk_rules v
    where v.company_id = (s.after).company_id
    order by v.name, v.version desc
  ) r on r.action <> 'off'
    and (r.currency is null or r.currency = (s.after).currency)
    and (r.account_id is null or r.account_id = (s.after).id)
$$;

comment on function chain.find_risk_calls(chain.work, chain.effect, chain.account[]) is
  'Private: what an act of a chain is to the risk rules of the accounts'' companies.';
