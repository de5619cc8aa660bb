-- Splits entries that cross companies: one journal entry per company, each balanced on its own. The request's company is the
-- hub; each other company settles with it, never with a third, by a pair of lines per currency: what the other's lines lack
-- in credits it owes the hub (due-to there, due-from here), what they lack in debits the hub owes it. The hub's entry is first.

create or replace function ledger.split_by_company(
  p_entries ledger.entry[],
  p_lines ledger.line[],
  out entries ledger.entry[],
  out lines ledger.line[]
)
  language plpgsql
as $$
declare
  v_id uuid := ledger.new_id();
  v_gaps ledger.line[];
begin
  -- What each other company's lines lack, as the line that closes the gap in its books (account_id: the hub for now).
  select array_agg(row(g.position, g.entry_index, null, g.company_id, g.hub_id, greatest(-g.excess, 0), greatest(g.excess, 0),
      g.currency, null)::ledger.line order by g.entry_index, g.company_id, g.currency)
  into v_gaps
  from (
    select l.position, l.entry_index, l.company_id, (p_entries[l.entry_index]).company_id as hub_id, a.currency,
           sum(l.debit_amount - l.credit_amount) as excess
    from unnest(p_lines) l
    join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
    where l.company_id <> (p_entries[l.entry_index]).company_id
    group by l.position, l.entry_index, l.company_id, a.currency
    having sum(l.debit_amount - l.credit_amount) <> 0
  ) g;

  perform ledger.open_intercompany_accounts(
    array_agg(g.account_id), array_agg(g.company_id), array_agg(g.description))
  from unnest(v_gaps) g;

  with all_lines as (
    select l.position, l.entry_index, l.line_no, l.company_id, l.account_id, l.debit_amount, l.credit_amount, l.description,
           l.condition
    from unnest(p_lines) l
    union all
    select g.position, g.entry_index, null, s.company_id,
           ledger.intercompany_account_id(s.company_id, s.other_id, g.description,
             case when s.debit_amount > 0 then 'asset' else 'liability' end),
           s.debit_amount, s.credit_amount, 'Intercompany settlement', null
    from unnest(v_gaps) g
    cross join lateral (values
      (g.company_id, g.account_id, g.debit_amount, g.credit_amount),
      (g.account_id, g.company_id, g.credit_amount, g.debit_amount)) s (company_id, other_id, debit_amount, credit_amount)
  ), numbered as (
    select
      l.*,
      dense_rank() over (
        order by l.entry_index, l.company_id <> (p_entries[l.entry_index]).company_id, l.company_id)::integer as new_index,
      row_number() over (partition by l.entry_index, l.company_id order by l.line_no nulls last, l.account_id)::integer as new_no,
      count(*) over (partition by l.entry_index, l.company_id)::integer as new_count
    from all_lines l
  )
  select
    array_agg(row(n.position, n.company_id,
      case when n.company_id = e.company_id then e.id else ledger.id_after(v_id, n.new_index) end, e.transaction_id,
      e.chain_id, e.step, e.principal_id, e.request_id, e.description, e.effective_at, e.reverses_entry_id, n.new_count,
      e.metadata)::ledger.entry order by n.new_index) filter (where n.new_no = 1),
    array_agg(row(n.position, n.new_index, n.new_no, n.company_id, n.account_id, n.debit_amount, n.credit_amount,
      n.description, n.condition)::ledger.line order by n.new_index, n.new_no)
  into entries, lines
  from numbered n
  cross join lateral (select (p_entries[n.entry_index]).*) e;
end
$$;

comment on function ledger.split_by_company(ledger.entry[], ledger.line[]) is
  'Private: entries that cross companies as one entry per company, each balanced by due-to/due-from lines with the hub.';
