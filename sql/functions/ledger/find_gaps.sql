-- What the lines of each company other than the hub lack in an entry, per currency: excess is their debits
-- minus credits, positive when the company owes the hub.

create or replace function ledger.find_gaps(p_entries ledger.entry[], p_lines ledger.line[])
  returns table (
    "position" integer,
    entry_index integer,
    hub_id uuid,
    other_id uuid,
    currency text,
    excess numeric
  )
  language sql
  stable
as $$
  select l.position, l.entry_index, h.id, l.company_id, l.currency, sum(l.debit_amount - l.credit_amount)
  from unnest(p_lines) l
  cross join lateral (select (p_entries[l.entry_index]).hub_id as id) h
  where l.company_id <> h.id
  group by l.position, l.entry_index, h.id, l.company_id, l.currency
  having sum(l.debit_amount - l.credit_amount) <> 0
$$;

comment on function ledger.find_gaps(ledger.entry[], ledger.line[]) is
  'Private: what must be settled between the hub and each other company of an entry.';
