-- Whether a refusal is the answer to its key for good: what the state of things refused. What form or
-- access refused is not: mended, it may be sent again under the same key. docs/errors.md: the answers 404,
-- 409 and 422, and LG051.

create or replace function access.is_kept(p_code text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select p_code in (
    'LG012', 'LG013', 'LG014', 'LG015', 'LG016', 'LG040', 'LG041', 'LG050', 'LG051', 'LG052', 'LG053',
    'LG070', 'LG071', 'LG072', 'LG074',
    'LN001', 'LN002', 'LN003', 'LN004', 'LN005', 'LN008')
$$;

comment on function access.is_kept(text) is 'Private: whether a refusal is kept as the answer to its key.';
