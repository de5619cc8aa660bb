-- The two lines that move an amount from one account to another: a debit of the first and a credit of the
-- second, as from a wallet to a wallet, from cash to a wallet (a deposit), from a wallet to cash; between two
-- accounts whose normal side is debit the other way round, so that the first falls and the second rises.

create or replace function chain.transfer_lines(
  p_from chain.account,
  p_to chain.account,
  p_amount numeric,
  p_description text default null
)
  returns ledger.line[]
  language plpgsql
  immutable
as $$
declare
  v_from_is_debited boolean := p_from.normal_side = 'credit' or p_to.normal_side = 'credit';
  v_debit numeric := case when v_from_is_debited then p_amount else 0 end;
  v_credit numeric := case when v_from_is_debited then 0 else p_amount end;
begin
  return array[
    row(0, 1, 1, p_from.company_id, p_from.id, p_from.currency, v_debit, v_credit, p_description,
        null)::ledger.line,
    row(0, 1, 2, p_to.company_id, p_to.id, p_to.currency, v_credit, v_debit, p_description,
        null)::ledger.line];
end
$$;

comment on function chain.transfer_lines(chain.account, chain.account, numeric, text) is
  'Private: the two lines of a transfer.';
