-- Writes what became of a chain in memory, a statement a table.
--
-- First what moves money and what frees funds, then what holds them: the triggers of liens and positions
-- judge each hold by what is there at that moment, and would refuse one that stands on funds freed later.
-- Writes: journal (whose trigger moves the balances), liens and positions (whose triggers move held),
-- deferred_transfers, steps, checkpoints, events, chains, outbox.

create or replace function chain.save_work(p_work chain.work)
  returns chain.chains
  language plpgsql
as $$
declare
  v_chain chain.chains := p_work.chain;
  v_told relay.event[];
begin
  v_told := chain.post_entries(p_work.entries, p_work.lines, p_work.locked_at)
    || chain.save_liens(p_work.liens, p_hold_more => false);
  perform chain.save_positions(p_work);
  v_told := v_told || chain.save_liens(p_work.liens, p_hold_more => true);

  if cardinality(p_work.transfers) > 0 then
    insert into chain.deferred_transfers as d
    select t.* from unnest(p_work.transfers) t
    on conflict (company_id, chain_id, step_no, run, line_no) do update
    set state = excluded.state
    where d.state <> excluded.state;
  end if;

  perform chain.save_checkpoints(p_work);
  update chain.steps s
  set state = n.state, run = n.run, attempt = n.attempt, due_at = n.due_at, waiting_on = n.waiting_on,
      accounts = n.accounts, output = n.output, transaction_id = n.transaction_id, gave_up = n.gave_up,
      code = n.code, detail = n.detail, done_seq = n.done_seq
  from unnest(p_work.steps) n
  where s.company_id = n.company_id and s.chain_id = n.chain_id and s.step_no = n.step_no
    and s is distinct from n;

  v_chain := chain.append_events(v_chain, p_work.events, p_work.actor, p_work.locked_at);
  return chain.save_chain(v_chain, p_work, v_told);
end
$$;

comment on function chain.save_work(chain.work) is 'Private: writes what became of a chain in memory.';
