-- However many companies have tasks that run: where nothing is due none is looked for, else one look finds each.
select plan(2);
select open_books();
select handler('shop');
create function pg_temp.run_tasks(p_count integer, p_due_at timestamptz)
  returns void
  language sql
as $$
  insert into chain.tasks (
    company_id, chain_id, step_no, run, is_undoing, id, handler, request, effect, epoch, priority, retry, state, attempt,
    worker, due_at, created_at)
  select gen_random_uuid(), gen_random_uuid(), 1, 1, false, gen_random_uuid(), 'shop', '{}', 'none', 1, 0, '{}', 'RUNNING', 1,
         'ada', p_due_at, audit.clock()
  from generate_series(1, p_count)
$$;
create function pg_temp.pages_of_a_claim()
  returns integer
  language plpgsql
as $$
declare
  v_plan jsonb;
begin
  execute 'explain (analyze, buffers, format json) select chain.claim_steps(''bob'', ''{shop}'')' into v_plan;
  return (v_plan #>> '{0,Plan,Shared Hit Blocks}')::integer + (v_plan #>> '{0,Plan,Shared Read Blocks}')::integer;
end
$$;
select pg_temp.run_tasks(5000, audit.clock() + interval '1 hour');
-- The first plans the statements.
select pg_temp.pages_of_a_claim();
select cmp_ok(pg_temp.pages_of_a_claim(), '<', 50, 'of nothing that is due');
select pg_temp.run_tasks(1, audit.clock());
select cmp_ok(pg_temp.pages_of_a_claim(), '<', 10 * 5000, 'of one among many');
select * from finish();
