-- sha256 over 0x00 and the text in UTF-8 (RFC 6962): a leaf can never be taken for a node, which begins with
-- 0x01.

create or replace function audit.hash_leaf(p_text text)
  returns bytea
  language plpgsql
  immutable
as $$
begin
  return sha256('\x00'::bytea || convert_to(p_text, 'UTF8'));
end
$$;

comment on function audit.hash_leaf(text) is 'The hash of a leaf of a Merkle tree.';
