select plan(3);
select open_books(), open_books('birch');
select is(verdict(transfer('cash', 'birch/alice', '5.00')), 'posted', 'both allow it');
select from set_posting_limits(company(), p_auto_intercompany => false);
select is_refused(transfer('cash', 'birch/alice', '5.00'), 'LG016', 'the company that asks does not');
select from set_posting_limits(company(), p_auto_intercompany => true);
select from set_posting_limits(company('birch'), p_auto_intercompany => false);
select is_refused(transfer('cash', 'birch/alice', '5.00'), 'LG016', 'the other one does not');
select * from finish();
