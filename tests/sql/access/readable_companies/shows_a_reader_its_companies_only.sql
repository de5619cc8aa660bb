select plan(12);
select open_books(), open_books('birch');
select book(transfer('cash', 'sales', '1.00')), book(transfer('birch/cash', 'birch/sales', '1.00'));
select with_key('auditor', '{ledger:read}', 'acme');
create function pg_temp.seen() returns table (name text, companies bigint) language plpgsql as $$
begin
  return query
  select 'accounts', count(distinct company_id) from accounts
  union all select 'account_balances', count(distinct company_id) from account_balances
  union all select 'journal_entries', count(distinct company_id) from journal_entries
  union all select 'journal', count(distinct company_id) from journal
  union all select 'outbox', count(distinct company_id) from outbox
  union all select 'companies', count(*) from companies;
end
$$;
grant execute on function pg_temp.seen to public;
set local role holdfast_reader;
select is(companies, 0::bigint, name || ': a login without a principal sees nothing') from pg_temp.seen();
set local role none;
insert into access.logins select session_user, id from access.principals where name = 'auditor';
set local role holdfast_reader;
select is(companies, 1::bigint, name || ': one with a principal, what is its') from pg_temp.seen();
select * from finish();
