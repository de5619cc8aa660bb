-- What holds a step's run for review: of its last assessment what would have it reviewed.

create or replace function chain.held_by(p_chain_id uuid, p_step text, p_run integer)
  returns setof chain.risk_assessments
  language sql
  stable
as $$
  select a.*
  from chain.risk_assessments a
  where a.chain_id = p_chain_id and a.step = p_step and a.run = p_run and a.decision = 'review'
    and a.assessed_at = (
      select max(b.assessed_at) from chain.risk_assessments b
      where b.chain_id = p_chain_id and b.step = p_step and b.run = p_run)
$$;

comment on function chain.held_by(uuid, text, integer) is 'Private: what holds a step''s run for review.';
