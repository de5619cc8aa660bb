select plan(10);
select open_books();
create temp table ids as
select start(chain_of(step('go', 'callback'), step('check', 'approval', '{}', after('go')))) as id;
create function pg_temp.told(p_name text, p_kind text default 'signal', p_by uuid default access.system_principal())
  returns text
  language plpgsql
as $$
begin
  return (select state from ids i, chain.signal(company(), i.id, p_name, '{}', p_kind, p_by));
exception when others then return sqlstate;
end
$$;
select is(pg_temp.told('gone'), 'SG032', 'no step waits for it');
select is(pg_temp.told('check'), 'SG032', 'an approval is no signal');
select is(pg_temp.told('check', 'approval'), 'SG037', 'who asked for it does not approve it');
select is(pg_temp.told('check', 'approval', gen_random_uuid()), 'EXECUTING', 'an early one is kept');
select is(pg_temp.told('go'), 'COMPLETED', 'and used');
select is(pg_temp.told('go'), 'SG031', 'a late one is refused');
truncate ids;
insert into ids select start(chain_of(step('go', 'callback'), step('stop', 'callback')));
select is(pg_temp.told('go'), 'EXECUTING', 'one');
select is(pg_temp.told('go'), 'SG035', 'twice');
truncate ids;
insert into ids select start(chain_of(
  step('ask', 'callback', '{"signal": "check"}'), step('check', 'approval', '{}', after('ask'))));
select is(pg_temp.told('check', p_by => gen_random_uuid()), 'EXECUTING', 'an answer');
select is(pg_temp.told('check', 'approval', gen_random_uuid()), 'COMPLETED', 'is no approval of that name');
select * from finish();
