SELECT DISTINCT contract.household_id AS told, visit.unit_id AS unit_id, CASE WHEN visit.visited_on < 2026-03-01 THEN CASE WHEN visit.visited_on < 2026-02-01 THEN CASE WHEN visit.visited_on < 2026-01-01 THEN 0 ELSE 1 END ELSE 2 END ELSE CASE WHEN visit.visited_on < 2026-04-01 THEN 3 ELSE 4 END END AS bucket, 0 AS other_bucket, (1 + CASE WHEN visit.kind = home THEN 2 ELSE 0 END) AS passed_flags
FROM health_visit
INNER JOIN health_contract ON (visit.contract_id = contract.id)
WHERE (visit.visited_on >= 2026-01-01
AND visit.visited_on < 2026-04-01
AND visit.unit_id IN (units)
AND contract.household_id IS NOT NULL
AND (1 + CASE WHEN (visit.kind = home) THEN 2 ELSE 0 END) > 0)
