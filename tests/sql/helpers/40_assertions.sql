-- Assertions of refusals: by code, never by words, and nothing changed.

-- ledger.post refuses the transaction: these are the codes of all that it lists.
create function is_refused(p_transaction jsonb, p_codes text[], p_description text)
  returns text
  language plpgsql
as $$
declare
  v_before text := digest();
  v_outcome ledger.outcome;
  v_codes text[];
begin
  select * into strict v_outcome from ledger.post(p_transaction);
  v_codes := array(select e ->> 'code' from jsonb_array_elements(v_outcome.errors) e);
  return case
    when v_outcome.status <> 'refused' or v_outcome.code is distinct from v_codes[1] or v_codes <> p_codes
      then is(to_jsonb(v_outcome)::text, p_codes::text, p_description)
    when digest() <> v_before then fail(p_description || ': it left something behind')
    else pass(p_description) end;
end
$$;

create function is_refused(p_transaction jsonb, p_code text, p_description text)
  returns text
  language sql
as $$
  select is_refused(p_transaction, array[p_code], p_description)
$$;

-- The statement raises the code.
create function raises(p_sql text, p_code text, p_description text)
  returns text
  language plpgsql
as $$
declare
  v_before text := digest();
  v_result text := throws_ok(p_sql, p_code, null, p_description);
begin
  return case when v_result like 'ok %' and digest() <> v_before
    then fail(p_description || ': it left something behind') else v_result end;
end
$$;

-- The statements raise the code for the superuser, for the superuser whose session fires no ordinary
-- triggers, and for the owner of the tables; the service's roles may not run them at all.
create function raises_for_all(p_sql text, p_code text, p_description text)
  returns setof text
  language plpgsql
as $$
declare
  v_role text;
begin
  return next raises(p_sql, p_code, p_description || ', to a superuser');
  perform set_config('session_replication_role', 'replica', true);
  return next raises(p_sql, p_code, p_description || ', to a superuser as a replica');
  perform set_config('session_replication_role', 'origin', true);
  perform set_config('role', 'holdfast_owner', true);
  return next raises(p_sql, p_code, p_description || ', to the owner');
  foreach v_role in array array['holdfast_api', 'holdfast_worker', 'holdfast_reader'] loop
    perform set_config('role', v_role, true);
    return next raises(p_sql, '42501', p_description || ', to ' || v_role);
  end loop;
  perform set_config('role', 'none', true);
end
$$;
