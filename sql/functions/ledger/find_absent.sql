-- The transactions that name an account which was not there when their lines were read, and was when
-- ledger.find_problems looked for it: opened in between, by someone else.

create or replace function ledger.find_absent(p_lines ledger.line[], p_problems ledger.problem[])
  returns setof ledger.problem
  language sql
  stable
as $$
  select l.position, null::integer, null::integer, 'LG011',
         'Account not found: it was opened after the transaction was sent', 'account_id', null::jsonb
  from unnest(p_lines) l
  where l.account_id is null and l.position not in (select p.position from unnest(p_problems) p)
  group by l.position
$$;

comment on function ledger.find_absent(ledger.line[], ledger.problem[]) is
  'Private: the transactions whose accounts were opened while they were read.';
