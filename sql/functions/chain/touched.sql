create or replace function chain.touched(p_step chain.steps)
  returns uuid[]
  language sql
  stable
as $$
  select p_step.accounts || array(
    select unnest(array[h.account_id, h.beneficiary_id])
    from jsonb_populate_recordset(null::chain.hold, p_step.gave_up) h)
$$;

comment on function chain.touched(chain.steps) is
  'Private: the accounts that a step names, and those of the liens that it took from.';
