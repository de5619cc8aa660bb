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
  v_waves integer[];
  v_is_seen boolean[];
  v_path integer[];
  v_top integer;
  v_needs record;
begin
  select array_agg(row(
    null, null, d.nth, d.doc ->> 'name', d.doc ->> 'kind', d.doc ->> 'group', 'PENDING',
    chain.effect_of(d.doc, k.effects), coalesce(n.needs, '{}'),
    case when d.nth <= p_liens then 0 end, d.doc ->> 'when',
    coalesce((chain.resolve(nullif(d.doc -> 'params', 'null'), v.context, '$.input')).value, '{}'),
    '{}', (chain.resolve(coalesce(nullif(d.doc -> 'compensation', 'null'), case
      when k.undoes_itself and d.doc ->> 'effect' = 'compensatable'
      then jsonb_build_object('kind', k.kind, 'params', d.doc -> 'params') end), v.context, '$.input')).value,
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

  for i in 1 .. coalesce(cardinality(v_steps), 0) loop
    v_waves[i] := (v_steps[i]).wave;
    v_is_seen[i] := v_waves[i] is not null;
  end loop;
  for i in 1 .. coalesce(cardinality(v_steps), 0) loop
    v_path := case when v_is_seen[i] then array[]::integer[] else array[i] end;
    while v_path <> '{}' loop
      v_top := v_path[cardinality(v_path)];
      v_is_seen[v_top] := true;
      select min(n) filter (where not v_is_seen[n]) as first_unseen,
             bool_and(v_waves[n] is not null) is not false as are_placed, max(v_waves[n]) as last_wave
      into v_needs
      from unnest((v_steps[v_top]).depends_on) n;
      if v_needs.first_unseen is not null then
        v_path := v_path || v_needs.first_unseen;
      else
        v_waves[v_top] := case when v_needs.are_placed then greatest(1, 1 + v_needs.last_wave) end;
        v_path := trim_array(v_path, 1);
      end if;
    end loop;
    if (v_steps[i]).wave is distinct from v_waves[i] then
      v_steps[i].wave := v_waves[i];
    end if;
  end loop;
  return chain.in_order(v_steps, p_docs);
end
$$;

comment on function chain.read_steps(jsonb[], integer, jsonb, chain.need[]) is
  'Private: the steps of a definition, in an order in which they can run.';
