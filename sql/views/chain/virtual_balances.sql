-- What the accounts that chains count on have for them: a row for each chain and account, while the chain
-- lives.

create or replace view chain.virtual_balances
  with (security_invoker = true)
as
select p.company_id, p.chain_id, p.account_id, v.*
from chain.positions p
cross join lateral chain.virtual_balance_of(p.chain_id, p.company_id, p.account_id) v;

comment on view chain.virtual_balances is 'What the accounts that chains count on have for them.';
