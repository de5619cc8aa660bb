-- Of every pair of states, also by a superuser's own SQL; what the table has is let through. A chain's moves
-- are told by its events.
select plan(29);
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
    if p_subject = 'chain' then
      insert into chain.events
      select c.company_id, c.id, c.last_seq + 1, 'chain.' || lower(p_to), null, '{}', system_principal(), now(), '',
        sha256('') from chain.chains c;
    end if;
    execute format(
      'update chain.%I set state = %L%s', v_table, p_to,
      case when p_subject = 'chain' then format(
        ', last_seq = last_seq + 1, ended_at = %L', case when p_to in ('COMPLETED', 'ROLLED_BACK') then now() end) end);
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
select raises_for_all(
  $$update chain.chains set state = 'FAILED'$$, 'SG060', 'nor a chain''s that no event tells');
select raises_for_all(
  $$insert into chain.chains (company_id, id, state, principal_id, created_at)
    values (company(), new_id(), 'VALIDATED', system_principal(), audit.clock())$$,
  'SG060', 'nor a new chain''s');
select raises_for_all(
  $$insert into chain.chains (company_id, id, last_seq, principal_id, created_at)
    values (company(), new_id(), 7, system_principal(), audit.clock())$$,
  'SG060', 'nor has it events that are not there');
select raises_for_all(
  $$insert into chain.steps (company_id, chain_id, step_no, name, kind, state, effect, wave, params)
    select company_id, id, 9, 'more', 'callback', 'COMPENSATED', 'none', 1, '{}' from chain.chains$$,
  'SG060', 'nor a new step''s from where all begin');
insert into chain.events
select c.company_id, c.id, c.last_seq + x.nth, x.type, null, '{}', system_principal(), now(), '', sha256('')
from chain.chains c
cross join (values (1, 'chain.validated'), (2, 'chain.failed')) x (nth, type);
select throws_ok(
  $$update chain.chains set state = 'FAILED', last_seq = last_seq + 2$$, 'SG060', 'A chain does not go from EXECUTING to VALIDATED',
  'nor one by a way that is not there');
select is(chain_state(id), 'EXECUTING', 'the chain is as it was') from ids;
select * from finish();
