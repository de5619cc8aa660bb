-- As after a dump and restore into another cluster, whose xids are younger, or older.
select plan(6);
select open_books();
select fund('alice', '1.00'), fund('alice', '2.00');
select is((select leaf_count from audit.seal()), 2, 'in the old cluster');
select fund('alice', '3.00'), fund('alice', '4.00'), fund('alice', '5.00');
alter table journal_entries disable trigger user;
alter table audit.seals disable trigger user;
update journal_entries e set xid = case l.credit_amount when 2 then 1e15 when 3 then 3 when 4 then 1e15 + 1 else e.xid end
from journal_lines l
where l.entry_id = e.id and l.credit_amount > 0;
create function pg_temp.move_to_another_cluster() returns setof text language plpgsql as $$
begin
  -- What a row says of its cluster is in its root: the block is made anew, as it would have been there.
  update audit.seals set system_identifier = 1;
  update audit.seals s set root = (select t.hash from audit.merkle_tree(s) t order by t.level desc limit 1);
end
$$;
select pg_temp.move_to_another_cluster();
select is_empty('select * from audit.verify_evidence()', 'nobody is accused before the first seal in the new one');
select is((select leaf_count from audit.seal()), 3, 'which leaves out none');
select is_empty('select * from audit.verify_evidence()', 'nor after it');
select fund('alice', '6.00');
select is((select leaf_count from audit.seal()), 1, 'from then on it looks at what is new');
select is_empty('select * from audit.verify_evidence()', 'and all is well');
select * from finish();
