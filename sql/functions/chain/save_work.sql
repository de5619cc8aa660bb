-- Writes what became of a chain in memory, a statement a table; a new chain's row, and those of its steps,
-- show the end of what this commit did. And the outbox: what is told of all that was written, and of the
-- chain if its state changed.
--
-- First what moves money and what frees funds, then what holds them: the triggers of liens and positions
-- judge each hold by what is there at that moment, and would refuse one that stands on funds freed later.
-- Writes: journal (whose trigger moves the balances), liens and positions (whose triggers move held),
-- deferred_transfers, events, chains, steps, checkpoints, outbox.

create or replace function chain.save_work(p_work chain.work)
  returns chain.chains
  language plpgsql
as $$
declare
  v_chain chain.chains;
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

  v_chain := chain.save_chain(p_work);
  perform chain.save_steps(p_work);
  if v_chain.state <> (p_work.chain).state then
    v_told := v_told || chain.chain_event(v_chain);
  end if;
  if cardinality(v_told) > 0 then
    perform relay.emit(v_told);
  end if;
  return v_chain;
end
$$;

comment on function chain.save_work(chain.work) is 'Private: writes what became of a chain in memory.';
