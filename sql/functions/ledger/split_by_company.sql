-- Splits entries that cross companies: one journal entry per company, each balanced on its own. The request's
-- company is the hub; each other company settles with it, never with a third, by a pair of lines per
-- currency: what the other's lines lack in credits it owes the hub (due-to there, due-from here), what they
-- lack in debits the hub owes it. The hub's entry is first.
-- Writes: accounts, where a pair of companies has none yet, before any balance is locked.

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
begin
  perform ledger.open_intercompany_accounts(array_agg(g.hub_id), array_agg(g.other_id), array_agg(g.currency))
  from ledger.find_gaps(p_entries, p_lines) g;

  with all_lines as (
    select l.* from unnest(p_lines) l
    union all
    select g.position, g.entry_index, null, s.company_id,
           ledger.intercompany_account_id(
             s.company_id, s.partner_id, g.currency, case when s.debit > 0 then 'asset' else 'liability' end),
           g.currency, s.debit, s.credit, 'Intercompany settlement', null
    from ledger.find_gaps(p_entries, p_lines) g
    cross join lateral (values
      (g.other_id, g.hub_id, greatest(-g.excess, 0), greatest(g.excess, 0)),
      (g.hub_id, g.other_id, greatest(g.excess, 0), greatest(-g.excess, 0))
    ) s (company_id, partner_id, debit, credit)
  ), numbered as (
    select
      l.*,
      dense_rank() over (
        order by l.entry_index, l.company_id <> (p_entries[l.entry_index]).hub_id, l.company_id
      )::integer as new_index,
      row_number() over (
        partition by l.entry_index, l.company_id order by l.line_no nulls last, l.account_id
      )::integer as new_no,
      count(*) over (partition by l.entry_index, l.company_id)::integer as new_count
    from all_lines l
  )
  select
    array_agg(row(
      n.position, n.company_id,
      case when n.company_id = e.hub_id then e.id else ledger.id_after(v_id, n.new_index) end,
      e.hub_id, e.transaction_id, e.chain_id, e.step, e.principal_id, e.request_id, e.description,
      e.effective_at, e.reverses_entry_id, n.new_count, e.metadata, e.lien_id)::ledger.entry
      order by n.new_index)
      filter (where n.new_no = 1),
    array_agg(row(
      n.position, n.new_index, n.new_no, n.company_id, n.account_id, n.currency, n.debit_amount,
      n.credit_amount, n.description, n.condition)::ledger.line order by n.new_index, n.new_no)
  into entries, lines
  from numbered n
  cross join lateral (select (p_entries[n.entry_index]).*) e;
end
$$;

comment on function ledger.split_by_company(ledger.entry[], ledger.line[]) is
  'Private: entries that cross companies as one entry per company, '
  'each balanced by due-to/due-from lines with the hub.';
