-- Tells idle workers that there is something to do: at most one NOTIFY in 20 ms, for those who notify commit
-- one after the other. Who was told looks again until there is nothing, and all look now and then: it is a
-- hint.

create or replace function chain.wake_workers()
  returns void
  language plpgsql
as $$
declare
  v_now bigint := (extract(epoch from audit.clock()) * 1000)::bigint;
begin
  if abs(v_now - coalesce(pg_sequence_last_value('chain.wakes'), 0)) > 20 then
    perform setval('chain.wakes', v_now);
    notify holdfast_tasks;
  end if;
end
$$;

comment on function chain.wake_workers() is 'Private: tells idle workers that there is something to do.';
