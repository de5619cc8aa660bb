-- What audit.invariants finds in all books, whoever asks: the view shows a reader what is broken in its own.
--
-- Whoever may not act for every company learns what is broken, and of its own companies where; the numbers,
-- which may be another's too, are in the view.

create or replace function audit.verify_invariants()
  returns table (promise integer, broken text, company_id uuid, subject_id uuid, detail text)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_named uuid[] := access.named_companies();
begin
  return query
  select i.promise, i.broken, case when m.is_named then i.company_id end,
         case when m.is_named then i.subject_id end, case when v_named is null then i.detail end
  from audit.invariants i
  cross join lateral (select v_named is null or i.company_id = any(v_named)) m (is_named);
end
$$;

comment on function audit.verify_invariants() is
  'The promises that are broken, in whosever books; no row where all is well.';
