select plan(17);
select open_books();
select from set_posting_limits(company(), p_validation_strict_mode => false);
select raises(format('select create_atomic(%L)', f.booking), f.code, f.fault) from faulty_bookings() f
where f.code <> 'LG002';
select * from finish();
