-- Rows that somebody loaded beside the ledger, with xids that no seal looks at.
select plan(4);
select open_books();
select fund('alice', '1.00');
select is((select leaf_count from audit.seal()), 1, 'a block');
select fund('alice', '2.00'), fund('alice', '3.00');
alter table journal_entries disable trigger user;
update journal_entries e set xid = case l.credit_amount when 2 then 3 else 1e15 end
from journal_lines l
where l.entry_id = e.id and l.credit_amount > 1;
select is_empty('select * from audit.seal()', 'it does not see them');
select is((select leaf_count from audit.seal(p_everything => true)), 2, 'it does');
select is_empty('select * from audit.verify_evidence()', 'and all is well');
select * from finish();
