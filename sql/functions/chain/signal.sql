-- Tells a chain something: the answer to a callback, an approval or a rejection of a step. It is kept when it
-- comes early, and taken once: an approval once more where a rule holds the step for which it did not count.
-- Raises SG030, SG031 (it has ended, or is rolled back and waits for nothing of that name: late; or it is
-- held, and that would be its pivot, which its deadline could pass over), SG032 (nothing of the chain waits
-- for that), SG035 (told before), SG037 (who asked for the chain cannot approve it). Locks: chain.load_work.
-- Writes: signals, events, and what chain.advance does.

create or replace function chain.signal(
  p_company_id uuid,
  p_chain_id uuid,
  p_name text,
  p_payload jsonb default '{}',
  p_kind text default 'signal',
  p_principal_id uuid default access.system_principal()
)
  returns chain.chains
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_chain chain.chains;
  v_run integer;
  v_is_undoing boolean;
  v_companies uuid[] := array[]::uuid[];
  v_now timestamptz;
begin
  select c.* into v_chain from chain.chains c
  where c.company_id = p_company_id and c.id = p_chain_id for update;
  if v_chain.id is null then
    raise exception using errcode = 'SG030', message = format('Chain not found: %s', p_chain_id);
  elsif v_chain.ended_at is not null then
    raise exception using
      errcode = 'SG031', message = format('The chain has ended. Current state: %s', v_chain.state);
  end if;
  select a.run, a.is_undoing into v_run, v_is_undoing
  from chain.awaited(p_company_id, p_chain_id) a
  where a.name = p_name and a.kind = case p_kind when 'signal' then 'callback' else 'approval' end
    and (a.is_undoing or v_chain.state <> 'ROLLING_BACK')
  order by a.is_undoing desc, a.run desc
  limit 1;
  if v_run is null and v_chain.state = 'ROLLING_BACK' then
    raise exception using
      errcode = 'SG031', message = 'The chain is rolled back, and waits for nothing of that name';
  elsif v_run is null then
    raise exception using errcode = 'SG032', message = format('No step of the chain waits for %s', p_name);
  elsif v_chain.state = 'FAILED' and not v_is_undoing and exists (
    select from chain.steps s
    where s.company_id = p_company_id and s.chain_id = p_chain_id and s.effect = 'pivot'
      and s.state = 'WAITING' and s.waiting_on = 'signal:' || p_name)
  then
    raise exception using errcode = 'SG031', message = 'The chain is held: say it when it was resumed';
  elsif p_kind <> 'signal' and p_principal_id = v_chain.principal_id then
    raise exception using errcode = 'SG037', message = 'Who asked for the chain cannot approve it';
  elsif p_kind <> 'signal' then
    v_companies := chain.approves_for(v_chain, p_name, v_run, p_principal_id);
  end if;
  if v_companies = '{}' and exists (
    select from chain.signals s
    where s.company_id = p_company_id and s.chain_id = p_chain_id and s.name = p_name
      and s.run = v_run and s.is_undoing = v_is_undoing and (s.kind = 'signal') = (p_kind = 'signal')
      and (p_kind = 'signal' or s.principal_id = p_principal_id))
  then
    raise exception using errcode = 'SG035', message = format('The chain was told before: %s', p_name);
  end if;
  v_now := audit.clock();
  v_chain := chain.append_events(
    v_chain, chain.note(null, 'signal.received', null, jsonb_build_object(
      'name', p_name, 'run', v_run, 'is_undoing', v_is_undoing, 'kind', p_kind),
      jsonb_build_object('payload', p_payload)),
    p_principal_id, v_now);
  insert into chain.signals (
    company_id, chain_id, seq, name, run, is_undoing, principal_id, kind, companies, payload, received_at)
  values (
    p_company_id, p_chain_id, v_chain.last_seq, p_name, v_run, v_is_undoing, p_principal_id, p_kind,
    v_companies, p_payload, v_now);
  update chain.chains c set last_seq = v_chain.last_seq, last_hash = v_chain.last_hash
  where c.company_id = p_company_id and c.id = p_chain_id;
  return chain.go_on(p_company_id, p_chain_id, p_principal_id);
end
$$;

comment on function chain.signal(uuid, uuid, text, jsonb, text, uuid) is
  'Tells a chain the answer to a callback, an approval or a rejection.';
