-- Chains of acme.

create function step(p_name text, p_kind text, p_params jsonb default '{}', p_more jsonb default '{}')
  returns jsonb
  language sql
  immutable
as $$
  select jsonb_build_object('name', p_name, 'kind', p_kind, 'params', p_params) || p_more
$$;

create function pay(p_name text, p_from text, p_to text, p_amount text, p_more jsonb default '{}')
  returns jsonb
  language sql
  stable
as $$
  select step(p_name, 'transfer', jsonb_build_object(
    'from', account(p_from), 'to', account(p_to), 'amount', p_amount), p_more)
$$;

create function lien(p_name text, p_account text, p_beneficiary text, p_amount text, p_more jsonb default '{}')
  returns jsonb
  language sql
  stable
as $$
  select step(p_name, 'lien', jsonb_build_object(
    'account', account(p_account), 'beneficiary', account(p_beneficiary), 'amount', p_amount), p_more)
$$;

create function after(variadic p_names text[])
  returns jsonb
  language sql
  immutable
as $$
  select jsonb_build_object('depends_on', to_jsonb(p_names))
$$;

create function chain_of(variadic p_steps jsonb[])
  returns jsonb
  language sql
  immutable
as $$
  select jsonb_build_object('steps', to_jsonb(p_steps))
$$;

-- Starts a chain; gives its id.
create function start(p_body jsonb)
  returns uuid
  language sql
as $$
  select id from chain.submit(company(), p_body)
$$;

create function chain_state(p_id uuid)
  returns text
  language sql
as $$
  select state from chain.chains where id = p_id
$$;

-- The states of a chain's steps, in order: "hold SUCCEEDED, pay WAITING".
create function step_states(p_id uuid)
  returns text
  language sql
as $$
  select string_agg(name || ' ' || state, ', ' order by step_no) from chain.steps where chain_id = p_id
$$;
