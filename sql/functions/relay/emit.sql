-- Writes events to the outbox, in the commit of what they tell of. The caller holds the lock that gave the
-- aggregate its version, so that an aggregate's events commit in order.

create or replace function relay.emit(p_events relay.event[])
  returns void
  language plpgsql
as $$
declare
  v_id uuid := ledger.new_id();
  v_now timestamptz := audit.clock();
begin
  insert into relay.outbox (company_id, id, xid, aggregate, aggregate_version, subject, payload, created_at)
  select e.company_id, ledger.id_after(v_id, e.ordinality), pg_catalog.pg_current_xact_id(), e.aggregate,
         e.aggregate_version, e.subject, e.payload, v_now
  from unnest(p_events) with ordinality e;
end
$$;

comment on function relay.emit(relay.event[]) is 'Private: writes events to the outbox.';
