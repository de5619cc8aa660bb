-- What a company's chains can be started from: the newest version of each definition, its own before
-- everybody's; those of one name, or of all after a name.

create or replace function chain.find_definitions(
  p_company_id uuid,
  p_name text,
  p_version integer,
  p_after text,
  p_limit integer
)
  returns setof chain.definitions
  language sql
  stable
as $$
  select distinct on (d.name) d.*
  from chain.definitions d
  where d.company_id in (p_company_id, access.installation())
    and (p_name is null or d.name = p_name) and (p_version is null or d.version = p_version)
    and (p_after is null or d.name > p_after)
  order by d.name, d.company_id <> p_company_id, d.version desc
  limit p_limit
$$;

comment on function chain.find_definitions(uuid, text, integer, text, integer) is
  'Private: what a company''s chains can be started from, by name.';
