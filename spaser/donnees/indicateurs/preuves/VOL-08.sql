SELECT
  "t0"."cle",
  CASE
    WHEN CAST("t0"."double_compte" AS BIGINT) IS NULL
    THEN 'inconnu'
    WHEN CAST("t0"."double_compte" AS BIGINT) > 0
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t0"."montant_initial" AS DOUBLE) AS "montant",
  "t0"."montant_utile" IS NOT NULL AS "pese"
FROM "marches_choisis" AS "t0"
WHERE
  COALESCE("t0"."famille" = 'marche', FALSE)
