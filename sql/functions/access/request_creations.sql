-- The door for requests to create atomic transactions that come together, as access.request is for one: each
-- is answered by itself, at its position from 0. One commit for all: a batch shares one fsync, and moves a
-- hot account once.
--
-- p_requests: [{"credential", "company_id", "body", "key"?, "request_id"}].
-- Refusals are values, those of form and access too: {"detail", "errors"}. Two of them say that nothing was
-- done, and that the service is to send the request alone: ZA011, when another request of the batch carries
-- the same key or somebody works on it, and 55P03, when somebody holds an account that it needs.
-- Locks: keys, in order, then what ledger.create_atomic_transactions locks. Writes: idempotency_keys, and
-- what that function writes.

create or replace function access.request_creations(p_requests jsonb)
  returns table ("position" integer, code text, body jsonb, replayed boolean)
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '50ms'
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_items access.item[] := array(select i from access.admit_items(p_requests) i);
  v_todo integer[];
  v_created ledger.created;
begin
  if exists (select from unnest(v_items) i where i.code is not null) then
    perform access.record_denials('create_atomic_transaction', v_items);
  end if;
  v_items := access.claim_keys(v_items);
  v_todo := array(select i.position + 1 from unnest(v_items) i where i.code is null and i.answer is null);
  for v_created in select c.* from access.create_what_is_free(v_items, v_todo) c loop
    v_items[v_created.position].code := v_created.code;
    v_items[v_created.position].answer := v_created.body;
  end loop;
  perform access.keep_answers(array(
    select i from unnest(v_items) i where i.key is not null and i.position + 1 = any (v_todo)));
  return query
  select i.position, i.code, i.answer, i.replayed from unnest(v_items) i;
end
$$;

comment on function access.request_creations(jsonb) is
  'Creates atomic transactions that were asked for together; each is answered by itself.';
