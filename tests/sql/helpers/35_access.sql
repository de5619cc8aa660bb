-- Principals with a key, and what they ask for.

-- Makes a principal whose key is its name.
create function with_key(p_name text, p_scopes text[], variadic p_companies text[] default null)
  returns uuid
  language sql
as $$
  select (access.create_key(
    p_name, sha256(convert_to(p_name, 'UTF8')), p_name, p_scopes,
    (select array_agg(company(c)) from unnest(p_companies) c where c is not null))).principal_id
$$;

create function credential(p_name text)
  returns jsonb
  language sql
  immutable
as $$
  select jsonb_build_object('key_hash', encode(sha256(convert_to(p_name, 'UTF8')), 'hex'))
$$;

-- What it is answered; the operation's parameters are an object, its body too.
create function ask(
  p_name text,
  p_operation text,
  p_company_id uuid default null,
  p_params jsonb default '{}',
  p_body jsonb default null,
  p_key text default null
)
  returns access.answer
  language sql
as $$
  select access.request(credential(p_name), p_operation, p_company_id, p_params, p_body, p_key, new_id())
$$;

-- The guide's request that moves an amount from one account to another.
create function to_move(p_debited text, p_credited text, p_amount text)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('transactions', jsonb_build_array(
    booking(debit(p_debited, p_amount), credit(p_credited, p_amount))))
$$;
