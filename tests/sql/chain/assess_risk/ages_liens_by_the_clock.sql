-- A chain whose lien has stood for longer than the rule says takes no more of the account.
select plan(5);
select open_books();
select set_clock('2030-01-01T00:00:00Z');
select fund('alice', '1000.00');
select rule('lien_age', 3600, 'deny');
create temp table ids as
select start(chain_of(lien('a', 'alice', 'bob', '1.00'), step('go', 'callback'),
  pay('b', 'alice', 'bob', '1.00', after('go')))) as id from generate_series(1, 2);
create function pg_temp.add(p_id uuid) returns text language plpgsql as $$
begin
  return (chain.add_lien(company(), p_id, lien('x', 'alice', 'bob', '1.00') -> 'params')).status;
exception when sqlstate 'SG050' then return 'SG050';
end
$$;
select set_clock('2030-01-01T01:00:00Z');
select is(pg_temp.add(id), 'active', 'an hour is as old as it may be') from (select id from ids limit 1) i;
select is((select state from chain.signal(company(), id, 'go')), 'COMPLETED', 'for a transfer too') from (select id from ids limit 1) i;
select set_clock('2030-01-01T01:00:00.001Z');
select is(pg_temp.add(id), 'SG050', 'older it may not') from (select id from ids offset 1) i;
select is((select state from chain.signal(company(), id, 'go')), 'ROLLED_BACK', 'nor for a transfer') from (select id from ids offset 1) i;
select is(outcome(lien('a', 'alice', 'bob', '1.00')), 'COMPLETED', 'another chain begins anew');
select * from finish();
