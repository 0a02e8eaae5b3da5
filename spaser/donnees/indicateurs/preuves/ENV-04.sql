SELECT
  "t0"."cle",
  CASE
    WHEN "t0"."clause_environnementale" IS NULL
    THEN 'inconnu'
    WHEN "t0"."clause_environnementale"
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t0"."montant_initial" AS DOUBLE) AS "montant",
  "t0"."montant_utile" IS NOT NULL AS "pese"
FROM "marches_choisis" AS "t0"
WHERE
  COALESCE("t0"."famille" = 'marche', FALSE)
