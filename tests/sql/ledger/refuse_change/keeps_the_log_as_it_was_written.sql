select plan(18);
select open_books();
select raises_for_all(s.statement, 'LG065', s.statement)
from (values
  ($$update audit.log set action = 'nothing'$$), ('delete from audit.log'),
  ('truncate audit.log')) s (statement);
select * from finish();
