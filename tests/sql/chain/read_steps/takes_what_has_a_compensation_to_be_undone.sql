-- A step that says how it is undone and not what it is, is compensatable; of what is never undone it is refused.
select plan(8);
select open_books();
select handler('shop'), fund('alice', '1.00');
create function pg_temp.undo_of(p_kind text) returns jsonb language sql as $$
  select jsonb_build_object('compensation', jsonb_build_object('kind', p_kind, 'params',
    case p_kind when 'external' then '{"handler": "shop"}'::jsonb else '{}' end))
$$;
create temp table ids as select start(chain_of(
  step('ship', 'external', '{"handler": "shop"}', pg_temp.undo_of('external')),
  step('bill', 'external', '{"handler": "shop"}', pg_temp.undo_of('external')),
  step('tell', 'callback', '{}', pg_temp.undo_of('callback') || '{"effect": null}'),
  step('wait', 'callback'))) as id;
select results_eq('select distinct effect, name = ''wait'' from chain.steps order by 2',
  $$ values ('compensatable', false), ('none', true) $$, 'it is compensatable');
select claimed(p_limit => 1);
select report('ship', 'succeeded');
select go_on_with_due();
select is(state, 'ROLLING_BACK', 'what was done, or may have been, is undone') from ids, chain.rollback(company(), id);
select is(step_states(id), 'ship COMPENSATING, bill COMPENSATED, tell COMPENSATING, wait SKIPPED', 'each by itself') from ids;
select chain.signal(company(), id, 'undo_tell') from ids;
select is(claimed(), 'undo ship', 'nothing else is to be done');
select report('ship', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'to the end') from ids;
select raises(format('select start(chain_of(%L))', x.step), 'SG006', x.why)
from (values
  (step('a', 'external', '{"handler": "shop"}', '{"effect": "none"}' || pg_temp.undo_of('callback')), 'none is not undone'),
  (pay('a', 'alice', 'bob', '1.00', '{"effect": "retriable"}' || pg_temp.undo_of('callback')), 'nor is retriable'),
  (step('a', 'delay', '{"seconds": 0}', pg_temp.undo_of('callback')), 'nor can every kind be')) x (step, why);
select * from finish();
