-- An approval counts for what was held when it came, and for whom its giver could speak then; held anew, the step
-- is approved anew, by the same person too.
select plan(19);
select open_books(), open_books('birch');
select fund('alice', '1000.00');
select book(transaction(jsonb_build_object('company_id', company('birch'), 'description', 'x', 'lines',
  jsonb_build_array(debit('birch/cash', '100.00'), credit('birch/alice', '100.00')))));
select with_key('ann', '{chains:approve}', 'acme');
create temp table ids (id uuid);
grant select on ids to public;
create function pg_temp.held(p_from text) returns text language sql as $$
  truncate ids;
  insert into ids select start(chain_of(pay('big', p_from, 'bob', '10.00')));
  select waiting_on from ids join chain.chains using (id)
$$;
-- How the chain stands when Ann has approved it, or why she may not.
create function pg_temp.ann() returns text language plpgsql as $$
begin
  return (select concat_ws(' ', c.state, c.waiting_on) from ids, chain.signal(
    company(), id, 'big', '{}', 'approval', (select p.id from access.principals p where p.name = 'ann')) c);
exception when sqlstate 'SG035' then return 'SG035';
end
$$;

select rule('chain_exposure', 5, 'review');
select is(pg_temp.held('alice'), 'big: review', 'it is held');
select rule('chain_exposure', 6, 'review');
select is(pg_temp.ann(), 'EXECUTING big: review', 'by another version when she approves');
select is(pg_temp.ann(), 'COMPLETED', 'which she approves too');
select is(pg_temp.held('alice'), 'big: review', 'a rule');
select rule('chain_exposure', 7, 'review');
select rule('velocity_amount', 7, 'review', '1 day');
select is(pg_temp.ann(), 'EXECUTING big: review', 'that is set again');
select rule('chain_exposure', 7, 'off');
select rule('velocity_amount', 100, 'review', '1 day');
select is((chain.advance(company(), id)).state, 'COMPLETED', 'lets go of it by itself') from ids;
select is(pg_temp.held('alice'), null, 'and of others');
select rule('velocity_amount', 7, 'review', '1 day');
select pg_temp.held('alice');
select rule('velocity_amount', 8, 'review', '1 day');
select is((chain.advance(company(), id)).waiting_on, 'big: review', 'or holds it as it is now') from ids;
select is((chain.advance(company(), id)).waiting_on, 'big: review', 'once') from ids;
select is((select count(*) from chain.risk_assessments a join ids i on i.id = a.chain_id), 2::bigint,
  'for each version');
select rule('velocity_amount', 8, 'off', '1 day');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'or lets go of it by itself') from ids;

select chain.set_risk_rule(company('birch'), 'exposure', 'chain_exposure', 5, 'review', 'EUR');
select is(pg_temp.held('birch/alice'), 'big: review', 'a rule of birch');
select is(pg_temp.ann(), 'EXECUTING big: review', 'which is not hers to approve for');
select is(pg_temp.ann(), 'SG035', 'however often');
update access.principals set companies = companies || company('birch') where name = 'ann';
select is((chain.advance(company(), id)).waiting_on, 'big: review', 'when it has become hers she has not done so yet')
from ids;
select is(pg_temp.ann(), 'COMPLETED', 'but may');

truncate ids;
select rule('chain_exposure', 5, 'review');
insert into ids select start(chain_of(step('big', 'entry', jsonb_build_object('lines', jsonb_build_array(
  debit('alice', '10.00'), debit('birch/alice', '10.00'), credit('bob', '20.00'))))));
select rule('chain_exposure', 6, 'review');
select is(pg_temp.ann(), 'EXECUTING big: review', 'she approves for both, but one is set again');
update access.principals set companies = array[company()] where name = 'ann';
select is(judge(id, 'big'), 'COMPLETED', 'what was hers to approve then stays approved') from ids;
select is_empty(
  'select id from chain.chains c, chain.replay(c.company_id, c.id) union all '
    'select id from chain.chains c, chain.verify(c.company_id, c.id)', 'the events tell of it all');
select * from finish();
