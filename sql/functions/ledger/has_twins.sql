-- Whether two of the call's transactions carry the same transaction_id and concern the same company: then the
-- later one depends on whether the first is posted.

create or replace function ledger.has_twins(p_entries ledger.entry[])
  returns boolean
  language sql
  stable
as $$
  select exists (
    select
    from unnest(p_entries) e
    cross join lateral (values (e.company_id), (nullif(e.hub_id, e.company_id))) c (id)
    where e.id is not null and c.id is not null
    group by c.id, e.transaction_id
    having min(e.position) <> max(e.position))
$$;

comment on function ledger.has_twins(ledger.entry[]) is
  'Private: whether transactions of a call share a transaction_id.';
