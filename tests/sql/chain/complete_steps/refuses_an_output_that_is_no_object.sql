-- Later steps look into it by name.
select plan(3);
select open_books();
select handler('shop');
select start(chain_of(outside('ship', 'shop')));
select claimed();
select raises('select report(''ship'', ''succeeded'', ''{"output": [7]}'')', '23514', 'a list');
select is(report('ship', 'succeeded', '{"output": null}'), 'SUCCEEDED', 'null says nothing');
select is(output, null, 'and is none') from chain.tasks;
select * from finish();
