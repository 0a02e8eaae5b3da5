SELECT
  "t0"."cle",
  CASE WHEN NULLIF("t0"."offres_recues", 0) IS NULL THEN 'inconnu' ELSE 'compte' END AS "etat",
  CAST("t0"."montant_initial" AS DOUBLE) AS "montant",
  "t0"."montant_utile" IS NOT NULL AS "pese"
FROM "marches_choisis" AS "t0"
WHERE
  COALESCE("t0"."famille" = 'marche', FALSE)
