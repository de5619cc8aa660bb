-- The steps of a definition whose form is right, in an order in which they can run: by wave, and in a wave by
-- priority. Steps that wait for each other are in no wave, and come last.
-- References to the input are resolved; p_input is what they find. The first p_liens of them are the liens.

create or replace function chain.read_steps(
  p_docs jsonb[],
  p_liens integer,
  p_input jsonb,
  p_needs chain.need[]
)
  returns chain.steps[]
  language plpgsql
  stable
as $$
declare
  v_steps chain.steps[];
  v_placed integer := 0;
  v_before integer := -1;
begin
  select array_agg(row(
    null, null, d.nth, d.doc ->> 'name', d.doc ->> 'kind', d.doc ->> 'group', 'PENDING',
    coalesce(d.doc ->> 'effect', k.effects[1]), coalesce(n.needs, '{}'),
    case when d.nth <= p_liens then 0 end, d.doc ->> 'when',
    coalesce((chain.resolve(nullif(d.doc -> 'params', 'null'), v.context, '$.input')).value, '{}'),
    '{}', (chain.resolve(nullif(d.doc -> 'compensation', 'null'), v.context, '$.input')).value,
    coalesce(nullif(d.doc -> 'retry', 'null'), '{}'),
    make_interval(secs => (d.doc ->> 'timeout')::double precision),
    coalesce((d.doc ->> 'checkpoint')::boolean, false), 1, 0, null, null, null, null, null, null,
    null, null)::chain.steps order by d.nth)
  into v_steps
  from (select jsonb_build_object('input', p_input) as context) v
  cross join unnest(p_docs) with ordinality d (doc, nth)
  join chain.step_kinds k on k.kind = d.doc ->> 'kind'
  left join (
    select f.nth, array_agg(distinct f.needed) as needs
    from unnest(p_needs) f
    where f.needed is not null
    group by f.nth
  ) n on n.nth = d.nth;

  while v_placed > v_before loop
    v_before := v_placed;
    v_placed := 0;
    for i in 1 .. coalesce(cardinality(v_steps), 0) loop
      if v_steps[i].wave is null then
        v_steps[i].wave := case when (v_steps[i]).depends_on = '{}' then 1 else (
          select case when bool_and(v_steps[n].wave is not null)
            then greatest(1, 1 + max(v_steps[n].wave)) end
          from unnest(v_steps[i].depends_on) n) end;
      end if;
      v_placed := v_placed + (v_steps[i].wave is not null)::integer;
    end loop;
  end loop;
  return chain.in_order(v_steps, p_docs);
end
$$;

comment on function chain.read_steps(jsonb[], integer, jsonb, chain.need[]) is
  'Private: the steps of a definition, in an order in which they can run.';
