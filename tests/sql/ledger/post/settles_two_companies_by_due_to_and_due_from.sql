select plan(5);
select open_books(), open_books('birch');
select fund('alice', '10.00');
select book(transfer('alice', 'birch/bob', '7.00'));
select is(balance('alice'), 3.00, 'the payer paid');
select is(balance('birch/bob'), 7.00, 'the payee has it');
select is(balance('due-to:birch:EUR'), 7.00, 'acme owes it birch');
select is(balance('birch/due-from:acme:EUR'), 7.00, 'acme owes it, birch says, too');
select results_eq(
  $$select c.code, count(distinct e.id), count(distinct e.transaction_id), sum(e.line_count)
    from journal_entries e join companies c on c.id = e.company_id
    where e.transaction_id in (select transaction_id from journal_entries where company_id = company('birch'))
    group by 1 order by 1$$,
  $$values ('acme', 1::bigint, 1::bigint, 2::bigint), ('birch', 1, 1, 2)$$,
  'an entry in each, of one transaction');
select * from finish();
