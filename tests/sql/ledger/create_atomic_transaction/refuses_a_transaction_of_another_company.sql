select plan(2);
select open_books(), open_books('birch');
create function pg_temp.created(p_company_id jsonb) returns boolean language plpgsql as $$
begin
  perform create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00'))
    || jsonb_build_object('company_id', p_company_id));
  return true;
exception
  when sqlstate 'LG002' or sqlstate 'LG016' or sqlstate 'LG017' then return false;
end
$$;
select ok(not pg_temp.created(to_jsonb(company('birch'))),
  'one that says it is birch''s is not booked as acme''s');
select ok(not pg_temp.created('"nobody"'), 'nor one that says it is nobody''s');
select * from finish();
