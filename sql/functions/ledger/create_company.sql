-- Raises LG019 on a missing or malformed argument, LG071 when the code is taken.
-- Writes: companies, posting_limits, audit.log.

create or replace function ledger.create_company(
  p_code text,
  p_name text,
  p_kind text default 'business',
  p_principal_id uuid default access.system_principal()
)
  returns ledger.companies
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_company ledger.companies;
begin
  if coalesce(btrim(p_code), '') = '' or p_code <> btrim(p_code) or coalesce(btrim(p_name), '') = ''
    or length(p_code) > 200 or p_kind is null or p_kind not in ('business', 'bank', 'platform')
  then
    raise exception using
      errcode = 'LG019',
      message = 'A company has a code of at most 200 characters, a name, and a kind: '
        'business, bank or platform';
  end if;
  insert into ledger.companies (id, code, name, kind, created_at)
  values (ledger.new_id(), p_code, p_name, p_kind, audit.clock())
  on conflict (code) do nothing
  returning * into v_company;
  if v_company.id is null then
    raise exception using errcode = 'LG071', message = format('Company code is taken: %s', p_code);
  end if;
  insert into ledger.posting_limits (company_id) values (v_company.id);
  perform audit.record(v_company.id, p_principal_id, 'ledger.create_company', v_company.id,
    to_jsonb(v_company));
  return v_company;
end
$$;

comment on function ledger.create_company(text, text, text, uuid) is
  'Creates a company and its posting limits.';
