-- The companies whose accounts chains count on, while they live.

create or replace view chain.participants
  with (security_invoker = true)
as
select p.company_id, p.chain_id, count(*) as accounts
from chain.positions p
group by p.company_id, p.chain_id;

comment on view chain.participants is 'The companies whose accounts chains count on.';
