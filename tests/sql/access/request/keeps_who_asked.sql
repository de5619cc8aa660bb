select plan(2);
select open_books(), with_key('till', '{ledger:write}', 'acme');
select ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '1.00'));
select is(count(*), 1::bigint, 'in the journal')
from journal_entries e join access.principals p on p.id = e.principal_id where p.name = 'till' and e.request_id is not null;
select is(count(*), 1::bigint, 'and in the log')
from audit.log l join access.principals p on p.id = l.principal_id
where p.name = 'till' and l.action = 'ledger.create_atomic_transaction';
select * from finish();
