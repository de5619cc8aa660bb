-- A handler is not given to one company while another's task waits for it; were it, nobody would do that.
select plan(4);
select open_books(), open_books('birch');
select handler('shop');
select start(chain_of(outside('ship', 'shop')));
select throws_ok($$select chain.set_handler('shop', 'sandbox', p_company_id => company('birch'))$$, '23514', null,
  'acme''s has not ended');
update chain.handlers set company_id = company('birch');
select is(claimed(), null, 'acme''s is not done by birch''s');
select is(state, 'READY', 'it waits') from chain.tasks;
select chain.set_handler('shop', 'sandbox');
select is(claimed(), 'ship', 'until it may');
select * from finish();
