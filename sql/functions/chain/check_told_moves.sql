-- Trigger: a chain's row shows the last of the states that it went through in one commit, and the seq of its
-- last event; refuses a move that its new events do not tell, or that chain.transitions does not have. A row
-- that is new has moved from CREATED. Raises SG060.

create or replace function chain.check_told_moves()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_states text[];
  v_last_seq integer;
  v_nth integer;
begin
  select
    coalesce(old.state, 'CREATED') || coalesce(
      array_agg(chain.told_state(e.type) order by e.seq) filter (
        where chain.told_state(e.type) is not null), '{}'),
    coalesce(max(e.seq), old.last_seq, 0)
  into v_states, v_last_seq
  from chain.events e
  where e.company_id = new.company_id and e.chain_id = new.id and e.seq > coalesce(old.last_seq, 0);
  if (v_states[cardinality(v_states)], v_last_seq) <> (new.state, new.last_seq) then
    raise exception using
      errcode = 'SG060',
      message = format('No event tells that the chain went from %s to %s', v_states[1], new.state);
  end if;
  v_nth := (
    select min(i) from generate_subscripts(v_states, 1) i
    where i > 1 and not exists (
      select from chain.transitions t
      where t.subject = 'chain' and t.from_state = v_states[i - 1] and t.to_state = v_states[i]));
  if v_nth is not null then
    raise exception using
      errcode = 'SG060',
      message = format('A chain does not go from %s to %s', v_states[v_nth - 1], v_states[v_nth]);
  end if;
  return null;
end
$$;

comment on function chain.check_told_moves() is
  'Trigger of chains: refuses a move that no event tells, or that chain.transitions does not have.';

create or replace trigger chain_begins_as_it_may
  after insert on chain.chains
  for each row when (new.state <> 'CREATED' or new.last_seq <> 0)
  execute function chain.check_told_moves();
alter table chain.chains enable always trigger chain_begins_as_it_may;

create or replace trigger chain_moves_as_it_may
  after update on chain.chains
  for each row when (old.state is distinct from new.state)
  execute function chain.check_told_moves();
alter table chain.chains enable always trigger chain_moves_as_it_may;
