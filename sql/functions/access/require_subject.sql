-- Raises ZA004 where what a call's parameters name is not the caller's to use: before its key is looked at,
-- since an answer that was given once is no right to see it again.

create or replace function access.require_subject(p_operation text, p_call access.call)
  returns void
  language plpgsql
as $$
declare
  v_operation access.operations;
begin
  select o.* into strict v_operation from access.operations o where o.name = p_operation;
  if v_operation.subject is not null then
    execute format('select %I.%I($1)', v_operation.schema, v_operation.subject) using p_call;
  end if;
end
$$;

comment on function access.require_subject(text, access.call) is
  'Private: refuses a call about what is not the caller''s to use.';
