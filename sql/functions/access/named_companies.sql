-- The companies whose places the session's login is told where all books are looked at; null for every
-- company's, of whoever may act for all.

create or replace function access.named_companies()
  returns uuid[]
  language plpgsql
  stable
as $$
begin
  if pg_has_role(session_user, 'holdfast_worker', 'member')
    or pg_has_role(session_user, 'holdfast_owner', 'member')
  then
    return null;
  end if;
  return access.readable_companies();
end
$$;

comment on function access.named_companies() is
  'Private: the companies whose places are named to the session''s login; null for every company''s.';
