-- {"items", "next_cursor"}: where the page is full, the next one begins after the last row's p_field.

create or replace function ledger.page_of(p_items jsonb, p_limit integer, p_field text)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select jsonb_build_object(
    'items', p_items,
    'next_cursor', case when jsonb_array_length(p_items) = p_limit then p_items -> -1 ->> p_field end)
$$;

comment on function ledger.page_of(jsonb, integer, text) is
  'Private: a page of a list as callers see it.';
