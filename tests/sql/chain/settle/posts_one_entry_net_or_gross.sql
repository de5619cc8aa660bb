select plan(8);
select open_books(), open_books('birch');
select fund('alice', '100.00');
create temp table ids as
select s.settlement, start(chain_of(
  lien('hold', 'alice', 'bob', '10.00'),
  pay('on', 'bob', 'birch/alice', '6.00', after('hold')),
  pay('back', 'bob', 'alice', '4.00', after('hold'))) || jsonb_build_object('settlement', s.settlement)) as id
from (values ('net'), ('gross')) s (settlement);
select is(chain_state(id), 'COMPLETED', settlement) from ids;
select is(
  (select string_agg(e.line_count::text, ' ' order by e.line_count desc)
   from journal_entries e join chain.chains c using (transaction_id) where c.id = ids.id),
  case settlement when 'net' then '2 2' else '6 2' end, settlement || ': an entry a company')
from ids;
select is(balance('alice'), 88.00, 'alice');
select is(balance('birch/alice'), 12.00, 'birch/alice');
select is(balance('bob'), 0.00, 'bob');
select is_empty('select from audit.invariants', 'and the companies owe each other what they should');
select * from finish();
