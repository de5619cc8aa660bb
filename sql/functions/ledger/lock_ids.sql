-- Makes callers who bring the same transaction_id come one after the other, whatever accounts they name: the
-- later one then finds the id used. Ids fall into 1,024 buckets, so that a call holds that many locks at
-- most; two ids in one bucket wait for each other, no more. Locked in bucket order, before anything else.

create or replace function ledger.lock_ids(p_entries ledger.entry[])
  returns void
  language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(x'401df457'::integer, b.bucket)
  from (
    select distinct hashtext(e.transaction_id::text) & 1023 as bucket
    from unnest(p_entries) e
    where e.id is not null
    order by 1
  ) b;
end
$$;

comment on function ledger.lock_ids(ledger.entry[]) is
  'Private: serialises callers who bring the same transaction_id.';
