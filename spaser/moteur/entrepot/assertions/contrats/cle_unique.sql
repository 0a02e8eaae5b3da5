SELECT cle, count(*) FROM cles GROUP BY cle HAVING count(*) > 1 LIMIT 1
