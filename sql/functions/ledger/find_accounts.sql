-- Accounts by id, those of p_companies (null for all), of a user or of all, after an id. A company's page is
-- read by its key, whatever the tables' statistics say of today.

create or replace function ledger.find_accounts(
  p_companies uuid[],
  p_user_id text,
  p_after uuid,
  p_limit integer
)
  returns setof ledger.accounts
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_bitmapscan = off
as $$
declare
  v_after uuid := coalesce(p_after, '00000000-0000-0000-0000-000000000000');
begin
  if p_companies is null and p_user_id is null then
    return query
    select a.* from ledger.accounts a
    where a.id > v_after
    order by a.id
    limit p_limit;
    return;
  end if;
  return query
  select a.*
  from (
    select distinct u.id from unnest(coalesce(p_companies, array(select x.id from ledger.companies x))) u (id)
  ) c
  cross join lateral (
    (select o.* from ledger.accounts o
     where p_user_id is null and o.company_id = c.id and o.id > v_after
     order by o.company_id, o.id
     limit p_limit)
    union all
    (select o.* from ledger.accounts o
     where o.company_id = c.id and o.user_id = p_user_id and o.id > v_after
     order by o.id
     limit p_limit)
  ) a
  order by a.id
  limit p_limit;
end
$$;

comment on function ledger.find_accounts(uuid[], text, uuid, integer) is
  'Private: accounts by id, of companies or of a user, a page at a time.';
