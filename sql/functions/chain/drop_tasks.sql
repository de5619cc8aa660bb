-- Trigger: what a step that was given up asked of the outside is no longer to be done.

create or replace function chain.drop_tasks()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform chain.drop_task(chain.lock_task(new, p_is_undoing => false));
  return null;
end
$$;

comment on function chain.drop_tasks() is
  'Trigger of steps: what one that was given up asked of the outside is no longer to be done.';

create or replace trigger step_drops_its_task
  after update on chain.steps
  for each row when (old.state = 'WAITING' and new.state in ('SKIPPED', 'FAILED') and new.kind = 'external')
  execute function chain.drop_tasks();
alter table chain.steps enable always trigger step_drops_its_task;
