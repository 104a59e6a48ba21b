SELECT person.unit_id AS unit_id, CASE WHEN person.starts < 2026-03-01 THEN CASE WHEN person.starts < 2026-02-01 THEN 0 ELSE 1 END ELSE 2 END AS bucket, CASE WHEN person.ends < 2026-03-01 THEN CASE WHEN person.ends < 2026-02-01 THEN 0 ELSE 1 END ELSE 2 END AS other_bucket, COUNT(person.id) FILTER (WHERE (person.resident
AND person.born <= 1966-01-31)) AS added_0, COUNT(person.id) FILTER (WHERE (person.resident
AND person.born <= 1966-02-28)) AS added_1
FROM people_person
WHERE (person.ends > 2026-01-31
AND person.starts < 2026-03-01
AND person.unit_id IN (units))
GROUP BY 1, 2, 3
