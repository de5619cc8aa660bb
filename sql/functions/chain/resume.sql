-- Goes on with a failed chain from its last checkpoint: what came after it is undone and runs anew, with what
-- failed, and what was dropped since it depends on that. What failed may have been done outside all the same:
-- that is undone too. Where the undoing has to wait, the chain stays failed until it is resumed once more.
-- Raises SG030, SG031 (also where a late report says that what failed was done), SG038 (it has no
-- checkpoint), SG036, SG050, SG051. Locks: chain.load_work. Writes: chain.save_work.

create or replace function chain.resume(
  p_company_id uuid,
  p_chain_id uuid,
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
  v_work chain.work := chain.load_work(p_company_id, p_chain_id, p_principal_id);
  v_seq integer := (
    select max(c.seq) from chain.checkpoints c
    join unnest(v_work.steps) s on s.step_no = c.step_no and s.run = c.run and s.state = 'SUCCEEDED'
    where c.company_id = p_company_id and c.chain_id = p_chain_id);
  v_late text;
  v_step chain.steps;
  v_is_anew boolean;
  v_resumed integer[] := array[]::integer[];
  v_nth integer;
begin
  if (v_work.chain).state <> 'FAILED' then
    raise exception using
      errcode = 'SG031',
      message = format('The chain cannot be resumed. Current state: %s', (v_work.chain).state);
  elsif v_seq is null then
    raise exception using errcode = 'SG038', message = 'The chain has passed no checkpoint';
  end if;
  v_late := (
    select min(p.step) from chain.parked p
    where p.company_id = p_company_id and p.chain_id = p_chain_id and p.what = 'late_effect'
      and not p.is_undoing and (v_work.steps[p.step_no]).state = 'FAILED');
  if v_late is not null then
    raise exception using
      errcode = 'SG031',
      message = format('A late report says that step %s was done: resolve that first', v_late);
  end if;
  v_work := chain.undo_work(v_work, array(
    select s.step_no from unnest(v_work.steps) s
    where s.effect <> 'none' and (s.done_seq > v_seq
        and s.state in ('SUCCEEDED', 'COMPENSATING', 'COMPENSATION_FAILED')
      or s.state = 'FAILED' and chain.was_in_doubt(s))), p_is_whole => false);
  perform chain.save_work(chain.hold(v_work));
  v_work := chain.load_work(p_company_id, p_chain_id, p_principal_id);
  if exists (
    select from unnest(v_work.steps) s where s.state in ('COMPENSATING', 'COMPENSATION_FAILED'))
  then
    return v_work.chain;
  end if;
  v_work.chain.epoch := (v_work.chain).epoch + 1;
  v_work.chain.failure := null;
  v_work.events := chain.note(
    v_work.events, 'chain.executing', null, jsonb_build_object('epoch', (v_work.chain).epoch));
  for v_nth in select s.step_no from unnest(v_work.steps) s order by s.wave, s.step_no loop
    v_step := v_work.steps[v_nth];
    if v_step.state = 'FAILED'
      or (v_step.state = 'COMPENSATED' and v_seq < coalesce(v_step.done_seq, (
        select max(e.seq) from chain.events e
        where e.company_id = p_company_id and e.chain_id = p_chain_id and e.step = v_step.name
          and e.type = 'step.compensated')))
      or (v_step.state = 'SKIPPED' and v_step.code = 'SG026' and v_step.depends_on && v_resumed)
    then
      v_is_anew := v_step.state = 'SKIPPED' or chain.begins_anew(v_step);
      v_resumed := v_resumed || v_nth;
      v_step.run := v_step.run + v_is_anew::integer;
      v_step.state := case when v_is_anew then 'PENDING' else 'WAITING' end;
      v_step.attempt := 0;
      v_step.done_seq := null;
      v_step.output := null;
      v_step.transaction_id := null;
      v_step.gave_up := null;
      v_step.code := null;
      v_step.detail := null;
      v_work.events := chain.note(
        v_work.events, 'step.' || lower(v_step.state collate "C"), v_step.name, jsonb_build_object(
          'run', v_step.run));
    elsif v_step.state = 'WAITING' and v_step.waiting_on not in ('time', 'review') then
      v_step.run := v_step.run + chain.begins_anew(v_step)::integer;
      v_step.waiting_on := null;
      v_step.due_at := null;
    end if;
    v_work.steps[v_nth] := v_step;
  end loop;
  perform chain.save_work(v_work);
  return chain.go_forward(chain.load_work(p_company_id, p_chain_id, p_principal_id));
end
$$;

comment on function chain.resume(uuid, uuid, uuid) is 'Goes on with a failed chain from its last checkpoint.';
