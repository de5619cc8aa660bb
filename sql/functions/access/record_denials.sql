-- Tells audit.log of those of the items that were denied a scope or a company; p_subject_id is what they are
-- about, where that has an id. Who is not known at all leaves no row: anybody could fill the table.

create or replace function access.record_denials(
  p_operation text,
  p_items access.item[],
  p_subject_id uuid default null
)
  returns void
  language plpgsql
as $$
begin
  perform audit.record_all(array(
    select row(
      access.installation(), (i.caller).principal_id, 'access.deny', p_subject_id,
      jsonb_build_object(
        'operation', p_operation, 'code', i.code, 'company_id', i.company_id,
        'request_id', (i.caller).request_id))::audit.act
    from unnest(p_items) i
    where i.code in ('ZA002', 'ZA003')));
end
$$;

comment on function access.record_denials(text, access.item[], uuid) is
  'Private: writes to audit.log what was denied.';
