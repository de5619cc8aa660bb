-- Trigger: refuses a move of a state that chain.transitions does not have. A row that is new has moved from
-- where all begin. Raises SG060.

create or replace function chain.check_transition()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_from text := coalesce(old.state, tg_argv[1]);
begin
  if not exists (
    select from chain.transitions t
    where t.subject = tg_argv[0] and t.from_state = v_from and t.to_state = new.state)
  then
    raise exception using
      errcode = 'SG060', message = format('A %s does not go from %s to %s', tg_argv[0], v_from, new.state);
  end if;
  return null;
end
$$;

comment on function chain.check_transition() is
  'Trigger of what has a state: refuses a move that chain.transitions does not have.';

create or replace trigger step_begins_as_it_may
  after insert on chain.steps
  for each row when (new.state <> 'PENDING')
  execute function chain.check_transition('step', 'PENDING');
alter table chain.steps enable always trigger step_begins_as_it_may;

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
