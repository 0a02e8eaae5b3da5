SELECT cle, count(*) FROM marches GROUP BY cle HAVING count(*) > 1 LIMIT 1
