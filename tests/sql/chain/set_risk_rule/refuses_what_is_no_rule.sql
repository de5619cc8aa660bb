select plan(17);
select open_books(), open_books('birch');
create function pg_temp.fault(
  p_measure text, p_threshold numeric, p_action text default 'deny', p_window interval default null,
  p_account text default null, p_name text default 'mine', p_currency text default 'EUR')
  returns text
  language plpgsql
as $$
begin
  return (chain.set_risk_rule(
    company(), p_name, p_measure, p_threshold, p_action, p_currency, p_window, account(p_account))).version;
exception when others then return sqlstate;
end
$$;
select is(pg_temp.fault('magic', 1), 'LG019', 'an unknown measure');
select is(pg_temp.fault('largest_lien', -1), 'LG019', 'a negative threshold');
select is(pg_temp.fault('largest_lien', 'NaN'), 'LG019', 'none');
select is(pg_temp.fault('largest_lien', 'Infinity'), 'LG019', 'one without end');
select is(pg_temp.fault('largest_lien', 1.001), 'LG019', 'one that is no amount');
select is(pg_temp.fault('largest_lien', 1, p_currency => null), 'LG019', 'an amount of no currency');
select is(pg_temp.fault('largest_lien', 1, p_currency => 'XXX'), 'LG019', 'or an unknown one');
select is(pg_temp.fault('largest_lien', 1, 'pray'), 'LG019', 'an unknown action');
select is(pg_temp.fault('largest_lien', 1, p_window => '1 hour'), 'LG019', 'a window that is not looked through');
select is(pg_temp.fault('velocity_count', 1), 'LG019', 'none where one is');
select is(pg_temp.fault('velocity_count', 1, p_window => '0'), 'LG019', 'an empty one');
select is(pg_temp.fault('blocked_account', 0), 'LG019', 'no account');
select is(pg_temp.fault('blocked_account', 0, p_account => 'birch/bob'), 'LG011', 'another company''s');
select is(pg_temp.fault('blocked_account', 0, p_account => 'dollars'), 'LG019', 'one in another currency');
select is(pg_temp.fault('largest_lien', 1, p_name => 'No'), 'LG019', 'a name that is none');
select is(pg_temp.fault('largest_lien', 1) || pg_temp.fault('largest_lien', 2) || pg_temp.fault('lien_age', 1),
  '12LG019', 'versions of one measure');
select is(
  (select count(*) from audit.log where action = 'chain.set_risk_rule' and company_id = company()), 2::bigint,
  'each is an act in the log');
select * from finish();
