select plan(4);
select open_books();
select is_refused(jsonb_set(transfer('cash', 'sales', '1.00'), f.path::text[], '"x"'), 'LG002', f.path)
from (values ('{memo}'), ('{entries,0,group_name}'), ('{entries,0,lines,0,amount}'),
  ('{entries,0,posted_at}')) f (path);
select * from finish();
