-- Raises the first problem's code, "Validation error: …", with all problems as JSON in DETAIL; nothing
-- where there is none.

create or replace function ledger.raise_problems(p_problems ledger.problem[])
  returns void
  language plpgsql
  immutable
as $$
begin
  if cardinality(p_problems) > 0 then
    raise exception using
      errcode = p_problems[1].code,
      message = 'Validation error: ' || p_problems[1].detail,
      detail = ledger.problems_as_json(p_problems)::text;
  end if;
end
$$;

comment on function ledger.raise_problems(ledger.problem[]) is
  'Private: refuses a request by the problems that were found in it.';
