-- Work that waits for a person.

-- What is parked, by step: "ship in_doubt", and what was proposed: "ship in_doubt (failed)".
create function parked()
  returns text
  language sql
as $$
  select string_agg(concat_ws(' ', step, what, '(' || proposed_outcome || ')'), ', ' order by step, what) from chain.parked
$$;

-- A chain of one outside step of which nobody can tell whether it was done.
create function start_in_doubt(p_effect text default 'compensatable', p_more jsonb default '{}')
  returns uuid
  language plpgsql
as $$
declare
  v_id uuid := start(chain_of(outside('ship', 'shop', p_effect)) || p_more);
begin
  perform claimed();
  perform report('ship', 'unknown', '{"is_final": true, "code": "cannot_ask"}');
  perform go_on_with_due();
  return v_id;
end
$$;

-- Somebody resolves a step by hand; how it stands then.
create function resolve(
  p_id uuid,
  p_step text,
  p_outcome text,
  p_output jsonb default null,
  p_principal_id uuid default access.system_principal()
)
  returns text
  language sql
as $$
  select case when is_effective then 'resolved' else 'proposed' end
  from chain.resolve_step(company(), p_id, p_step, p_outcome, 'I asked them', p_output, p_principal_id)
$$;

-- A step that pays at once, and does not guard what it paid.
create function give(p_name text, p_from text, p_to text, p_amount text, p_more jsonb default '{}')
  returns jsonb
  language sql
  stable
as $$
  select step(p_name, 'transfer', jsonb_build_object(
    'from', account(p_from), 'to', account(p_to), 'amount', p_amount, 'timing', 'immediate', 'guarded', false), p_more)
$$;

-- A chain of acme in which alice gave bob 10.00, which are gone when it is rolled back.
create function start_with_money_gone(variadic p_steps jsonb[] default '{}')
  returns uuid
  language plpgsql
as $$
declare
  v_id uuid;
begin
  perform fund('alice', '10.00');
  v_id := start(chain_of(variadic array[give('tip', 'alice', 'bob', '10.00'), step('go', 'callback')] || p_steps));
  perform book(transfer('bob', 'cash', '10.00'));
  perform chain.rollback(company(), v_id);
  return v_id;
end
$$;
