-- The edges of chains' graphs.

create or replace view chain.dependencies
  with (security_invoker = true)
as
select s.company_id, s.chain_id, s.name as step, d.name as depends_on
from chain.steps s
join chain.steps d on d.company_id = s.company_id and d.chain_id = s.chain_id
  and d.step_no = any (s.depends_on);

comment on view chain.dependencies is 'The edges of chains'' graphs: a step waits for what it depends on.';
