SELECT manuscript.unit_id AS unit_id, CASE WHEN manuscript.for_month < 2026-02-01 THEN CASE WHEN manuscript.for_month < 2026-01-01 THEN 0 ELSE 1 END ELSE 2 END AS bucket, CASE WHEN manuscript.filed_on < 2026-03-01 THEN CASE WHEN manuscript.filed_on < 2026-02-01 THEN 0 ELSE 1 END ELSE 2 END AS other_bucket, COUNT(manuscript.id) FILTER (WHERE (manuscript.state IN (collected, proofread, reviewed, published)
AND manuscript.kind = doctor-note)) AS added_0
FROM publicity_manuscript
WHERE (manuscript.for_month >= 2026-01-01
AND manuscript.for_month < 2026-02-01
AND manuscript.unit_id IN (units))
GROUP BY 1, 2, 3
