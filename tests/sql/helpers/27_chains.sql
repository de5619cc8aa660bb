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

-- Sets a risk rule of acme, for one account or for all in euros.
create function rule(
  p_measure text,
  p_threshold numeric,
  p_action text,
  p_window interval default null,
  p_account text default null,
  p_name text default null
)
  returns integer
  language sql
as $$
  select version from chain.set_risk_rule(
    company(), coalesce(p_name, p_measure), p_measure, p_threshold, p_action, 'EUR', p_window,
    account(p_account))
$$;

-- How a chain of acme ends that runs these steps: its state, why it failed, what it waits for.
create function outcome(variadic p_steps jsonb[])
  returns text
  language sql
as $$
  select concat_ws(' ', state, failure ->> 'code', waiting_on) from chain.submit(company(), chain_of(variadic p_steps))
$$;

-- Somebody else than who asks for the chains approves a step, or rejects it; how the chain stands then.
create function judge(p_id uuid, p_step text, p_kind text default 'approval')
  returns text
  language sql
as $$
  select concat_ws(' ', state, failure ->> 'code', waiting_on)
  from chain.signal(company(), p_id, p_step, '{}', p_kind, gen_random_uuid())
$$;
