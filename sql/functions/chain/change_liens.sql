-- Does to a live chain's liens what an effect says, judged as a step's: the rest of the chain counts on them.
-- Raises SG031 (the chain does not execute), the effect's own refusal, LG040, SG050 and SG051
-- (chain.require_risk). Locks: chain.load_work, which gave p_work. Writes: chain.save_work.

create or replace function chain.change_liens(p_work chain.work, p_effect chain.effect)
  returns ledger.liens
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_after chain.account[];
  v_short uuid;
  v_lien_id uuid;
begin
  if (v_work.chain).state <> 'EXECUTING' then
    raise exception using
      errcode = 'SG031',
      message = format('The chain is not executing. Current state: %s', (v_work.chain).state);
  elsif p_effect.outcome = 'refused' then
    raise exception using errcode = p_effect.code, message = p_effect.detail;
  end if;
  v_after := chain.shift(v_work.accounts, null, false, p_effect.holds);
  v_short := coalesce(
    chain.find_short(v_work.accounts, v_after), chain.find_overheld(v_after, p_effect.holds));
  if v_short is not null then
    raise exception using
      errcode = 'LG040', message = ledger.describe_fault('LG040', 'account_id', to_jsonb(v_short));
  end if;
  perform chain.require_risk(v_work, p_effect, v_after);
  v_work.accounts := v_after;
  v_work.liens := chain.with_holds(
    v_work.liens, p_effect.holds, v_after, v_work.chain, null, v_work.locked_at);
  v_lien_id := coalesce((p_effect.holds[1]).lien_id, (v_work.liens[cardinality(v_work.liens)]).id);
  v_work.events := chain.note(v_work.events, 'lien.changed', null, jsonb_build_object(
    'lien_id', v_lien_id, 'liens', chain.holds_as_json(p_effect.holds)));
  perform chain.save_work(v_work);
  return (select l from ledger.liens l where l.id = v_lien_id);
end
$$;

comment on function chain.change_liens(chain.work, chain.effect) is
  'Private: does to a live chain''s liens what an effect says.';
