SELECT visit.unit_id AS unit_id, CASE WHEN visit.visited_on < 2026-03-01 THEN CASE WHEN visit.visited_on < 2026-02-01 THEN CASE WHEN visit.visited_on < 2026-01-01 THEN 0 ELSE 1 END ELSE 2 END ELSE CASE WHEN visit.visited_on < 2026-04-01 THEN 3 ELSE 4 END END AS bucket, 0 AS other_bucket, COUNT(visit.id) AS added_0, COUNT(visit.id) FILTER (WHERE visit.kind = home) AS added_1
FROM health_visit
WHERE (visit.visited_on >= 2026-01-01
AND visit.visited_on < 2026-04-01
AND visit.unit_id IN (units))
GROUP BY 1, 2
