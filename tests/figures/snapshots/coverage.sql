SELECT DISTINCT household.id AS told, household.unit_id AS unit_id, CASE WHEN household.starts < 2026-03-01 THEN CASE WHEN household.starts < 2026-02-01 THEN 0 ELSE 1 END ELSE 2 END AS bucket, CASE WHEN household.ends < 2026-03-01 THEN CASE WHEN household.ends < 2026-02-01 THEN 0 ELSE 1 END ELSE 2 END AS other_bucket, 1 AS passed_flags
FROM people_household
WHERE (household.ends > 2026-01-31
AND household.starts < 2026-03-01
AND household.unit_id IN (units)
AND household.id IS NOT NULL)

SELECT DISTINCT contract.household_id AS told, CASE WHEN visit.visited_on < 2026-02-01 THEN CASE WHEN visit.visited_on < 2026-01-01 THEN 0 ELSE 1 END ELSE CASE WHEN visit.visited_on < 2026-03-01 THEN 2 ELSE 3 END END AS bucket, 0 AS other_bucket, 1 AS passed_flags
FROM health_visit
INNER JOIN health_contract ON (visit.contract_id = contract.id)
WHERE (visit.visited_on >= 2026-01-01
AND visit.visited_on < 2026-03-01
AND contract.household_id IS NOT NULL
AND contract.household_id IN (SELECT U0.id AS pk
FROM people_household U0
WHERE U0.unit_id IN (units)))
