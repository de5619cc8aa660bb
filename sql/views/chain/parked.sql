-- What waits for a person, a row each:
-- in_doubt: a task that may have been done, and nobody can tell;
-- undoing: what keeps failing to be undone, outside or here;
-- out_of_attempts: a step past its chain's pivot that keeps failing;
-- late_effect: somebody who no longer had a task says that it was done, and it ended otherwise.
-- The detail of a task has what was said of it too late: that it was done, where somebody says so.
-- proposed_… is what one person said of it, where the company asks for a second one.

create or replace view chain.parked
  with (security_invoker = true)
as
with matters as (
  select t.company_id, t.chain_id, t.step_no, t.run, t.is_undoing,
         case when t.is_undoing then 'undoing' else 'in_doubt' end as what,
         t.handler, t.attempt, t.code, nullif(concat_ws('. ', t.detail, l.words), '') as detail,
         t.parked_at as since
  from chain.tasks t
  left join lateral (
    select format('Too late, for attempt %s, %s says: %s', l.attempt, l.worker, l.report) as words
    from chain.late_effects l
    where l.company_id = t.company_id and l.chain_id = t.chain_id and l.step_no = t.step_no and l.run = t.run
      and l.is_undoing = t.is_undoing
    order by l.report ->> 'outcome' = 'succeeded' desc, l.received_at desc
    limit 1
  ) l on true
  where t.state = 'PARKED'
  union all
  select s.company_id, s.chain_id, s.step_no, s.run, s.state = 'COMPENSATION_FAILED',
         case s.state when 'WAITING' then 'out_of_attempts' else 'undoing' end,
         case s.state when 'WAITING' then s.params else s.compensation -> 'params' end ->> 'handler',
         s.attempt, s.code, s.detail, (
           select max(e.occurred_at) from chain.events e
           where e.company_id = s.company_id and e.chain_id = s.chain_id and e.step = s.name
             and e.type in ('step.waiting', 'step.compensation_failed'))
  from chain.chains c
  join chain.steps s on s.company_id = c.company_id and s.chain_id = c.id
  where c.ended_at is null and strpos(c.waiting_on, 'operator') > 0
    and (s.state = 'COMPENSATION_FAILED' or (s.state = 'WAITING' and s.waiting_on = 'operator'))
    and not exists (
      select from chain.tasks t
      where t.company_id = s.company_id and t.chain_id = s.chain_id and t.step_no = s.step_no
        and t.run = s.run and t.state = 'PARKED')
  union all
  (select distinct on (l.company_id, l.chain_id, l.step_no, l.run, l.is_undoing)
          l.company_id, l.chain_id, l.step_no, l.run, l.is_undoing, 'late_effect', t.handler, l.attempt,
          t.code, t.detail, l.received_at
   from chain.late_effects l
   join chain.tasks t on t.company_id = l.company_id and t.chain_id = l.chain_id and t.step_no = l.step_no
     and t.run = l.run and t.is_undoing = l.is_undoing
   where l.report ->> 'outcome' = 'succeeded' and t.state in ('FAILED', 'VOID') and t.effect <> 'none'
     and not exists (
       select from chain.resolutions r
       where r.company_id = l.company_id and r.chain_id = l.chain_id and r.step_no = l.step_no
         and r.run = l.run and r.what = 'late_effect' and r.is_effective and r.created_at >= l.received_at)
   order by l.company_id, l.chain_id, l.step_no, l.run, l.is_undoing, l.received_at)
)
select m.company_id, m.chain_id, s.name as step, m.step_no, m.run, m.is_undoing, m.what,
       c.state as chain_state, m.handler, m.attempt, m.code, m.detail, m.since,
       p.outcome as proposed_outcome, p.output as proposed_output, p.reason as proposed_reason,
       p.principal_id as proposed_by, p.created_at as proposed_at
from matters m
join chain.chains c on c.company_id = m.company_id and c.id = m.chain_id
join chain.steps s on s.company_id = m.company_id and s.chain_id = m.chain_id and s.step_no = m.step_no
left join lateral (
  select r.* from chain.resolutions r
  where r.company_id = m.company_id and r.chain_id = m.chain_id and r.step_no = m.step_no and r.run = m.run
    and r.what = m.what
  order by r.seq desc
  limit 1
) p on not p.is_effective;

comment on view chain.parked is 'What waits for a person: a row each.';
comment on column chain.parked.company_id is 'The chain''s company.';
comment on column chain.parked.chain_id is 'The chain.';
comment on column chain.parked.step is 'The step.';
comment on column chain.parked.step_no is 'Its number.';
comment on column chain.parked.run is 'Its run.';
comment on column chain.parked.is_undoing is 'Whether it is the undoing of the step.';
comment on column chain.parked.what is 'in_doubt, undoing, out_of_attempts or late_effect.';
comment on column chain.parked.chain_state is 'The chain''s.';
comment on column chain.parked.handler is 'Who was to do it; null for what is done here.';
comment on column chain.parked.attempt is 'How often it was tried; of a late effect, whose attempt it was.';
comment on column chain.parked.code is 'Why.';
comment on column chain.parked.detail is
  'The words for it; of what is in doubt or being undone outside, also what was reported too late.';
comment on column chain.parked.since is 'Since when.';
comment on column chain.parked.proposed_outcome is 'What one person said of it; null where nobody has.';
comment on column chain.parked.proposed_output is 'The output that goes with it.';
comment on column chain.parked.proposed_reason is 'Why.';
comment on column chain.parked.proposed_by is 'Who said so.';
comment on column chain.parked.proposed_at is 'When.';
