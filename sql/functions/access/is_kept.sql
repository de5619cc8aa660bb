-- Whether a refusal is the answer to its key for good: what the state of things refused. What form or
-- access refused is not, nor what has such a fault among others: mended, it may be sent again under the same
-- key. docs/errors.md: the answers 404, 409 and 422, and LG051. p_errors: its problems as JSON, if it lists
-- any.

create or replace function access.is_kept(p_code text, p_errors text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select coalesce(bool_and(c.code in (
    'LG012', 'LG013', 'LG014', 'LG015', 'LG016', 'LG040', 'LG041', 'LG050', 'LG051', 'LG052', 'LG053',
    'LG070', 'LG071', 'LG072', 'LG074',
    'LN001', 'LN002', 'LN003', 'LN004', 'LN005', 'LN008', 'LN009',
    'SG013', 'SG020', 'SG021', 'SG022', 'SG024', 'SG025', 'SG026', 'SG027',
    'SG030', 'SG031', 'SG032', 'SG033', 'SG034', 'SG035', 'SG036', 'SG038', 'SG040', 'SG050', 'SG051',
    'SG070', 'SG071', 'SG072', 'SG073', 'SG075')), true)
  from (
    select p_code as code
    union all
    select e ->> 'code' from jsonb_array_elements(case when p_errors like '[%' then p_errors::jsonb end) e
  ) c
  where c.code is not null
$$;

comment on function access.is_kept(text, text) is
  'Private: whether an answer is kept under its key; one without a code is.';
