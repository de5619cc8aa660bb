-- Makes callers who bring the same transaction_id for the same company come one after the other, whatever
-- accounts they name: the later one then finds the id used. A company's ids fall into 1,024 buckets, so that
-- a call holds no more locks than that for each company that it concerns; two ids in one bucket wait for
-- each other. Locked in order, before anything else.

create or replace function ledger.lock_ids(p_entries ledger.entry[], p_lines ledger.line[])
  returns void
  language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(b.company, b.bucket)
  from (
    select distinct
      hashtext('ledger.lock_ids/' || c.id) as company, hashtext(c.transaction_id::text) & 1023 as bucket
    from (
      select e.hub_id, e.transaction_id from unnest(p_entries) e where e.id is not null
      union
      select l.company_id, (p_entries[l.entry_index]).transaction_id from unnest(p_lines) l
    ) c (id, transaction_id)
    order by 1, 2
  ) b;
end
$$;

comment on function ledger.lock_ids(ledger.entry[], ledger.line[]) is
  'Private: serialises callers who bring the same transaction_id for a company.';
