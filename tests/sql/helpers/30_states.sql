-- What is there: balances, and a digest of everything.

create function balance(p_account text)
  returns numeric
  language sql
  stable
as $$
  select posted from ledger.account_balances where account_id = account(p_account)
$$;

create function available(p_account text)
  returns numeric
  language sql
  stable
as $$
  select available from ledger.account_balances where account_id = account(p_account)
$$;

create function held(p_account text)
  returns numeric
  language sql
  stable
as $$
  select held from ledger.account_balances where account_id = account(p_account)
$$;

create function account_version(p_account text)
  returns bigint
  language sql
  stable
as $$
  select version from ledger.account_balances where account_id = account(p_account)
$$;

-- All rows of all our tables, in one word.
create function digest()
  returns text
  language plpgsql
  security definer
  set search_path = ''
as $$
declare
  v_table text;
  v_of_table text;
  v_of_all text := '';
begin
  for v_table in select name from audit.table_registry order by name loop
    execute format(
      'select %L || md5(string_agg(t::text, E''\n'' order by t::text)) from %s t', v_table, v_table)
      into v_of_table;
    v_of_all := md5(v_of_all || coalesce(v_of_table, v_table));
  end loop;
  return v_of_all;
end
$$;

-- Stops the clock at a time, until the test is over.
create function set_clock(p_time timestamptz)
  returns setof text
  language plpgsql
as $$
begin
  execute format(
    'create or replace function audit.clock() returns timestamptz language sql volatile as %L',
    format('select %L::timestamptz', p_time));
end
$$;
