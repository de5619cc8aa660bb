-- Measure lien_age: how long the chain's oldest lien on the account, in favour of another, has stood, in
-- seconds. Concerns an act that takes more of the account or holds more on it: a chain that does not come to
-- its end takes no more on. A lien that stands is not ended by it: that is the deadline's.

create or replace function chain.measure_lien_age(p_call chain.risk_call)
  returns numeric
  language sql
  immutable
as $$
  select case when p_call.amount > 0 then extract(epoch from p_call.called_at - p_call.oldest_lien_at) end
$$;

comment on function chain.measure_lien_age(chain.risk_call) is
  'Measure lien_age: how long a chain''s oldest lien on an account has stood.';
