-- The door for requests to create atomic transactions that come together, as access.request is for one: each
-- has its own credential, company, body, key and request id, and each is answered by itself, at its position.
-- One commit for all: a batch shares one fsync, and moves a hot account once.
--
-- Refusals are values, those of form and access too: {"detail", "errors"}. ZA011 also answers a key that
-- another request of the batch carries, or that somebody else works on: the service sends it again, alone.
-- Locks: keys, in order, then what ledger.create_atomic_transactions locks. Writes: idempotency_keys, and
-- what that function writes.

create or replace function access.request_creations(
  p_credentials jsonb[],
  p_company_ids uuid[],
  p_bodies jsonb[],
  p_keys text[],
  p_request_ids uuid[]
)
  returns table ("position" integer, code text, body jsonb, replayed boolean)
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_items access.item[];
  v_todo access.item[];
  v_created ledger.created[];
begin
  v_items := access.claim_keys(array(
    select i from access.admit_items(p_credentials, p_company_ids, p_bodies, p_keys, p_request_ids) i));
  v_todo := array(select i from unnest(v_items) i where i.code is null and i.answer is null);
  v_created := array(
    select c from ledger.create_atomic_transactions(array(
      select row(t.company_id, t.body, t.caller)::ledger.creation from unnest(v_todo) t)) c);
  v_items := array(
    select row(
      i.position, i.caller, i.company_id, i.body, i.key, coalesce(i.code, c.code), coalesce(i.answer, c.body),
      i.replayed)::access.item
    from unnest(v_items) i
    left join unnest(v_created) c on (v_todo[c.position + 1]).position = i.position);
  perform access.keep_answers(array(select i from unnest(v_items) i where i.key is not null and exists (
    select from unnest(v_todo) t where t.position = i.position)));
  return query
  select i.position, i.code, i.answer, i.replayed from unnest(v_items) i order by i.position;
end
$$;

comment on function access.request_creations(jsonb[], uuid[], jsonb[], text[], uuid[]) is
  'Creates atomic transactions that were asked for together; each is answered by itself.';
