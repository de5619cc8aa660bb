-- Of every pair of states, also by a superuser's own SQL; what the table has is let through.
select plan(4);
select open_books();
select fund('alice', '10.00');
create temp table ids as
select start(chain_of(pay('pay', 'alice', 'bob', '1.00'), step('wait', 'callback'))) as id;
create temp view illegal as
select s.subject, f.state as from_state, t.state as to_state
from (values
  ('chain', array['CREATED', 'VALIDATED', 'EXECUTING', 'COMPLETED', 'FAILED', 'ROLLING_BACK', 'ROLLED_BACK']),
  ('step', array['PENDING', 'READY', 'RUNNING', 'WAITING', 'IN_DOUBT', 'SUCCEEDED', 'FAILED', 'SKIPPED',
    'COMPENSATING', 'COMPENSATED', 'COMPENSATION_FAILED']),
  ('deferred', array['pending', 'settled', 'dropped'])) s (subject, states)
cross join lateral unnest(s.states) f (state)
cross join lateral unnest(s.states) t (state)
where f.state <> t.state and not exists (
  select from chain.transitions x
  where x.subject = s.subject and x.from_state = f.state and x.to_state = t.state);

create function pg_temp.moves(p_subject text, p_from text, p_to text)
  returns text
  language plpgsql
as $$
declare
  v_table text := case p_subject when 'chain' then 'chains' when 'step' then 'steps' else 'deferred_transfers' end;
  v_code text := 'moved';
begin
  begin
    execute format('alter table chain.%I disable trigger user', v_table);
    execute format(
      'update chain.%I set state = %L%s', v_table, p_from,
      case when p_subject = 'chain' then format(
        ', due_at = null, ended_at = %L', case when p_from in ('COMPLETED', 'ROLLED_BACK') then now() end) end);
    execute format('alter table chain.%I enable trigger user', v_table);
    execute format(
      'update chain.%I set state = %L%s', v_table, p_to,
      case when p_subject = 'chain' then format(
        ', ended_at = %L', case when p_to in ('COMPLETED', 'ROLLED_BACK') then now() end) end);
    raise exception using errcode = 'TAP00';
  exception
    when sqlstate 'SG060' then v_code := 'SG060';
    when sqlstate 'TAP00' then v_code := 'moved';
  end;
  return v_code;
end
$$;
select ok(count(*) > 100, 'there are many') from illegal;
select is_empty(
  $$select * from illegal i where pg_temp.moves(i.subject, i.from_state, i.to_state) <> 'SG060'$$,
  'none is made');
select is_empty(
  $$select * from chain.transitions t where pg_temp.moves(t.subject, t.from_state, t.to_state) <> 'moved'$$,
  'those of the table are');
select is(chain_state(id), 'EXECUTING', 'the chain is as it was') from ids;
select * from finish();
