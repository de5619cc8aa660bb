-- Trigger: chains and steps begin at the beginning. Raises SG060.

create or replace function chain.check_start()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = 'SG060', message = format('%s begins as %s', initcap(tg_argv[0]), tg_argv[1]),
    hint = 'Start chains with chain.submit.';
end
$$;

comment on function chain.check_start() is
  'Trigger of what has a state: refuses a row that begins in another.';

create or replace trigger chain_begins_created
  before insert on chain.chains
  for each row when (new.state <> 'CREATED' or new.last_seq <> 0)
  execute function chain.check_start('chain', 'CREATED');
alter table chain.chains enable always trigger chain_begins_created;

create or replace trigger step_begins_pending
  before insert on chain.steps
  for each row when (new.state <> 'PENDING')
  execute function chain.check_start('step', 'PENDING');
alter table chain.steps enable always trigger step_begins_pending;
