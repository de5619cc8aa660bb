-- Where the company does: the first proposes, another confirms; what is said otherwise is another proposal.
select plan(24);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
select chain.set_policy(company(), true);
create temp table people as select gen_random_uuid() as ada, gen_random_uuid() as bob;
create temp table ids as select start_in_doubt() as id;
create temp table before as select digest() as digest;
select is(resolve(id, 'ship', 'succeeded', '{"n": 1}', ada), 'proposed', 'ada says that it was done') from ids, people;
select is((parked(), chain_state(id))::text, '("ship in_doubt (succeeded)",EXECUTING)', 'and nothing changes') from ids;
select is((proposed_by = ada, proposed_output, proposed_reason)::text, '(t,"{""n"": 1}","I asked them")', 'but that it is shown')
from chain.parked, people;
select is(resolve(id, 'ship', 'succeeded', '{"n": 1}', ada), 'proposed', 'she cannot confirm it') from ids, people;
select is(resolve(id, 'ship', 'succeeded', '{"n": 2}', bob), 'proposed', 'bob has another answer') from ids, people;
select is(resolve(id, 'ship', 'failed', '{"n": 2}', ada), 'proposed', 'ada thinks again') from ids, people;
select is(parked(), 'ship in_doubt (failed)', 'the last proposal counts');
select chain.retry_step(company(), id, 'ship', bob) from ids, people;
select claimed();
select report('ship', 'unknown', '{"is_final": true}');
select is(parked(), 'ship in_doubt', 'till it is tried again');
select is(resolve(id, 'ship', 'failed', '{"n": 2}', bob), 'proposed', 'bob proposes anew') from ids, people;
select is(resolve(id, 'ship', 'failed', '{"n": 2}', ada), 'resolved', 'ada confirms') from ids, people;
select is(chain_state(id), 'ROLLED_BACK', 'and that is that') from ids;
select is((e.actor = p.ada, (e.payload ->> 'proposed_by')::uuid = p.bob)::text, '(t,t)', 'by both of them')
from chain.events e, people p where e.type = 'resolution.made';
select results_eq(
  $$select outcome, is_effective from chain.resolutions order by seq$$,
  $$values ('succeeded', false), ('succeeded', false), ('succeeded', false), ('failed', false), ('retried', true),
    ('failed', false), ('failed', true)$$, 'each is kept');
select is(count(*)::integer, 7, 'and told of') from audit.log where action in ('chain.resolve_step', 'chain.retry_step');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'the events tell all');
select is_empty('select * from ids i, chain.verify(company(), i.id)', 'and are whole');

truncate ids;
insert into ids select start_in_doubt();
select is(resolve(id, 'ship', 'succeeded', null, ada), 'proposed', 'what was proposed') from ids, people;
select (chain.set_policy(company(), false)).second_person;
select is(resolve(id, 'ship', 'succeeded', null, ada), 'resolved', 'takes effect at once where nobody asks for it') from ids, people;
select is(chain_state(id), 'COMPLETED', 'any more') from ids;
select is(count(*)::integer, 2, 'which audit.log tells of') from audit.log where action = 'chain.set_policy';
select raises('select chain.set_policy(gen_random_uuid(), true)', 'LG017', 'nobody''s company asks for nothing');
select raises('delete from chain.resolutions', 'LG065', 'what was said is not deleted');
select raises('update chain.resolutions set is_effective = true', 'LG065', 'nor changed');
select isnt(digest, digest(), 'all that was done') from before;
select * from finish();
