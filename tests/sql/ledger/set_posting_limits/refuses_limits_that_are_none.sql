select plan(8);
select open_books();
select raises(format('select set_posting_limits(company(), %s)', l.given), 'LG019', l.given)
from (values
  ('0'), ('-1'), ('1, 0'), ('1, -0.01'), ('1, ''NaN'''), ('1, ''Infinity'''), ('1, 1e30')) l (given);
select raises('select set_posting_limits(new_id(), 1)', 'LG017', 'an unknown company');
select * from finish();
