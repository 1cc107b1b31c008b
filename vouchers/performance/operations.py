"""Work out answer times and results of all providers at once."""

from datetime import date

from sqlalchemy import text

from app.core.database import db
from app.programme.queries import rules_in_force
from vouchers.performance.rules import terms_of, window

# An answer is the take-up, or the refusal; a refusal after its deadline is silence, with all its days.
# In work on a day: a period of work covers it, or the declaration had ended for a job and no new one
# had been made. Internships are no work.
_COMPUTE = text("""
WITH told AS (
  SELECT issued_to_id, service_type, jobseeker_id, 'answer' AS what,
    (answered_at AT TIME ZONE 'Europe/Rome')::date - issued_on AS days,
    taken_up_at IS NULL AND (answered_at AT TIME ZONE 'Europe/Rome')::date > take_up_by AS yes
  FROM (SELECT *, coalesce(taken_up_at, CASE WHEN state = 'declined' THEN closed_at END)
          AS answered_at FROM voucher) AS answered
  WHERE (answered_at AT TIME ZONE 'Europe/Rome')::date BETWEEN :first AND :last
  UNION ALL
  SELECT issued_to_id, service_type, jobseeker_id, 'end', NULL, state = 'completed'
  FROM voucher
  WHERE state IN ('completed', 'ended_early')
    AND (closed_at AT TIME ZONE 'Europe/Rome')::date BETWEEN :first AND :last
  UNION ALL
  SELECT issued_to_id, service_type, jobseeker_id, 'look', NULL,
    EXISTS (SELECT FROM work_period AS work
      WHERE work.jobseeker_id = seen.jobseeker_id AND work.annulled_at IS NULL
        AND work.kind <> 'internship' AND work.started_on <= seen.day
        AND (work.ended_on IS NULL OR work.ended_on >= seen.day))
    OR EXISTS (SELECT FROM did JOIN status_event AS event
          ON event.did_id = did.id AND event.kind = 'ended' AND event.reason = 'job_over_six_months'
      WHERE did.jobseeker_id = seen.jobseeker_id AND did.state = 'ended'
        AND did.ended_on <= seen.day
        AND NOT EXISTS (SELECT FROM did AS later WHERE later.jobseeker_id = did.jobseeker_id
          AND later.declared_on > did.ended_on AND later.declared_on <= seen.day))
  FROM (SELECT *, (closed_at AT TIME ZONE 'Europe/Rome')::date + :after AS day FROM voucher
        WHERE state IN ('completed', 'ended_early')) AS seen
  WHERE day BETWEEN :first AND :last
)
INSERT INTO provider_performance (
  provider_id, service_type, computed_on, first_day, last_day,
  answers, answer_people, silent, median_days,
  ended, ended_people, completed, followed, followed_people, employed)
SELECT issued_to_id, coalesce(service_type, ''), :today, :first, :last,
  count(*) FILTER (WHERE what = 'answer'),
  count(DISTINCT jobseeker_id) FILTER (WHERE what = 'answer'),
  count(*) FILTER (WHERE what = 'answer' AND yes),
  percentile_disc(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE what = 'answer'),
  count(*) FILTER (WHERE what = 'end'),
  count(DISTINCT jobseeker_id) FILTER (WHERE what = 'end'),
  count(*) FILTER (WHERE what = 'end' AND yes),
  count(*) FILTER (WHERE what = 'look'),
  count(DISTINCT jobseeker_id) FILTER (WHERE what = 'look'),
  count(*) FILTER (WHERE what = 'look' AND yes)
FROM told GROUP BY GROUPING SETS ((issued_to_id), (issued_to_id, service_type))
""")


def compute_performance(on: date) -> int:
    """Write the figures of every provider anew, in one statement; how many lines there are.

    Readers see the old ones until the commit. Twice on one day gives the same.
    """
    terms = terms_of(rules_in_force(on))
    first, last = window(on, terms.months)
    # One at a time: a second run waits here, and then finds the same.
    db.session.execute(text("LOCK TABLE provider_performance IN SHARE ROW EXCLUSIVE MODE"))
    db.session.execute(text("DELETE FROM provider_performance"))
    values = {"first": first, "last": last, "today": on, "after": terms.employed_after_days}
    result = db.session.execute(_COMPUTE, values)
    return int(result.rowcount)  # type: ignore[attr-defined]  # of a statement that writes
