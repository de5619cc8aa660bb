-- Trigger: refuses a move of a state that chain.transitions does not have. Raises SG060.

create or replace function chain.check_transition()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select from chain.transitions t
    where t.subject = tg_argv[0] and t.from_state = old.state and t.to_state = new.state)
  then
    raise exception using
      errcode = 'SG060',
      message = format('A %s does not go from %s to %s', tg_argv[0], old.state, new.state);
  end if;
  return null;
end
$$;

comment on function chain.check_transition() is
  'Trigger of what has a state: refuses a move that chain.transitions does not have.';

create or replace trigger chain_moves_as_it_may
  after update on chain.chains
  for each row when (old.state is distinct from new.state)
  execute function chain.check_transition('chain');
alter table chain.chains enable always trigger chain_moves_as_it_may;

create or replace trigger step_moves_as_it_may
  after update on chain.steps
  for each row when (old.state is distinct from new.state)
  execute function chain.check_transition('step');
alter table chain.steps enable always trigger step_moves_as_it_may;

create or replace trigger deferred_transfer_moves_as_it_may
  after update on chain.deferred_transfers
  for each row when (old.state is distinct from new.state)
  execute function chain.check_transition('deferred');
alter table chain.deferred_transfers enable always trigger deferred_transfer_moves_as_it_may;
