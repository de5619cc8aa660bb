-- Undoes steps. First their money, all at once, for what one of them frees another may have spent: deferred
-- transfers are dropped, liens given back, what was posted at once is reversed, what was taken of other liens
-- of the chain is placed anew; that is written. Then, in memory, what the kinds themselves undo, the last
-- effect first, and nothing before all that depends on it.
--
-- Where the funds to reverse an unguarded transfer are gone, that step stays COMPENSATION_FAILED, for an
-- operator, and what came before it waits; so it is, of a whole chain, where a floor was raised above what an
-- account has. Raises SG036 where another account cannot bear it: a part of a chain was to be undone on which
-- the rest counts; and SG050, SG051 (chain.require_risk) where that leaves more of an account exposed than
-- its rules let pass. A whole chain is undone whatever they say.

create or replace function chain.undo_work(p_work chain.work, p_step_nos integer[], p_is_whole boolean)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step_nos integer[] := p_step_nos;
  v_money record;
  v_effect chain.effect;
  v_short uuid;
  v_parked integer;
  v_staying integer[];
  v_nth integer;
begin
  loop
    select m.* into v_money from chain.money_of(v_work, v_step_nos, p_is_whole and v_parked is null) m;
    v_work.accounts := chain.shift(
      chain.shift(p_work.accounts, v_money.deferred, false, null, -1), v_money.reversed, true, v_money.holds);
    v_short := coalesce(
      chain.find_short(p_work.accounts, v_work.accounts),
      chain.find_overheld(v_work.accounts, v_money.holds));
    exit when v_short is null;
    v_parked := chain.find_culprit(p_work, v_step_nos, v_short, p_is_whole);
    if v_parked is null then
      raise exception using
        errcode = 'SG036',
        message = format('What is to be undone was counted on: account %s lacks the funds', v_short);
    end if;
    if (v_work.steps[v_parked]).state <> 'COMPENSATION_FAILED' then
      v_work.events := chain.note(
        v_work.events, 'step.compensation_failed', (v_work.steps[v_parked]).name,
        jsonb_build_object('code', 'LG040', 'account_id', v_short));
    end if;
    v_work.steps[v_parked].state := 'COMPENSATION_FAILED';
    v_work.steps[v_parked].waiting_on := 'operator';
    v_work.steps[v_parked].due_at := null;
    v_work.steps[v_parked].code := 'LG040';
    v_work.steps[v_parked].detail := ledger.describe_fault('LG040', 'account_id', to_jsonb(v_short));
    v_staying := chain.staying_with(v_work.steps, v_parked);
    v_step_nos := array(select n from unnest(v_step_nos) n where n <> all (v_staying));
  end loop;

  if not p_is_whole then
    v_effect.outcome := 'undone';
    v_effect.lines := v_money.reversed;
    v_effect.is_immediate := true;
    v_effect.holds := v_money.holds;
    perform chain.require_risk(p_work, v_effect, v_work.accounts);
  end if;
  v_work := chain.reverse_posted(v_work, v_step_nos);
  v_work.liens := v_work.liens || array(
    select l from ledger.liens l
    join unnest(v_money.holds) h on h.lien_id = l.id
    where l.status <> 'active');
  v_work.liens := chain.with_holds(
    v_work.liens, v_money.holds, v_work.accounts, v_work.chain, null, v_work.locked_at);
  for i in 1 .. coalesce(cardinality(v_work.transfers), 0) loop
    if (v_work.transfers[i]).step_no = any (v_step_nos) then
      v_work.transfers[i].state := 'dropped';
    end if;
  end loop;
  for i in 1 .. cardinality(v_work.steps) loop
    if i = any (v_step_nos) then
      v_work.steps[i].gave_up := null;
    end if;
  end loop;
  perform chain.save_work(v_work);
  v_work := chain.load_work((p_work.chain).company_id, (p_work.chain).id, p_work.actor);
  foreach v_nth in array array(
    select s.step_no from unnest(v_work.steps) s where s.step_no = any (v_step_nos) order by s.done_seq desc)
  loop
    v_work := chain.undo_step(v_work, v_nth);
  end loop;
  return v_work;
end
$$;

comment on function chain.undo_work(chain.work, integer[], boolean) is
  'Private: undoes steps of a chain.';
