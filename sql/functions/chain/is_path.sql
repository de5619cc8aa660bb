-- Postgres 15 has no pg_input_is_valid.

create or replace function chain.is_path(p_text text)
  returns boolean
  language plpgsql
  immutable
as $$
begin
  perform p_text::jsonpath;
  return true;
exception
  when syntax_error or invalid_text_representation or data_exception then return false;
end
$$;

comment on function chain.is_path(text) is 'Whether a text is an SQL/JSON path.';
