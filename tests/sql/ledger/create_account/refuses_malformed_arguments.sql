select plan(17);
select open_books();
select raises(format('select create_account(company(), %s)', a.given), 'LG019', a.given)
from (values
  ($$null, 'X', 'asset', 'EUR'$$), ($$'', 'X', 'asset', 'EUR'$$), ($$' x', 'X', 'asset', 'EUR'$$),
  ($$'x', null, 'asset', 'EUR'$$),
  ($$'x', '', 'asset', 'EUR'$$), ($$'x', 'X', 'assets', 'EUR'$$), ($$'x', 'X', null, 'EUR'$$),
  ($$'x', 'X', 'asset', 'EUR', 'Two words'$$), ($$'x', 'X', 'asset', 'EUR', null$$),
  ($$'x', 'X', 'asset', 'EUR', p_normal_side => 'left'$$), ($$'x', 'X', 'asset', 'EUR', p_metadata => '[]'$$),
  ($$'x', 'X', 'asset', 'EUR', p_floor => 0.001$$), ($$'x', 'X', 'asset', 'EUR', p_floor => 'NaN'$$),
  ($$'x', 'X', 'asset', 'EUR', p_floor => '-Infinity'$$), ($$'x', 'X', 'asset', 'EUR', p_floor => 1e30$$),
  ($$'x', 'X', 'asset', 'JPY', p_floor => 0.5$$),
  ($$'x', 'X', 'asset', 'BHD', p_floor => 0.0005$$)) a (given);
select * from finish();
