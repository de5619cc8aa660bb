-- A block's own text, a JSON array: the first leaf of its tree, so that its root covers the block before and
-- all that its row says.

create or replace function audit.seal_text(p_seal audit.seals)
  returns text
  language plpgsql
  immutable
as $$
begin
  return json_build_array(
    'block', p_seal.block_no, encode(p_seal.previous_root, 'hex'), p_seal.leaf_count,
    trunc(extract(epoch from p_seal.sealed_at) * 1000000)::bigint, p_seal.system_identifier,
    p_seal.horizon)::text;
end
$$;

comment on function audit.seal_text(audit.seals) is 'A block''s own text: the first leaf of its tree.';
