SELECT
  "t0"."cle",
  CASE
    WHEN "t0"."montant_utile" IS NULL
    THEN 'inconnu'
    WHEN "t0"."montant_utile" > 0
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST(COALESCE("t0"."montant_utile", "t0"."montant_initial") AS DOUBLE) AS "montant",
  "t0"."montant_utile" IS NOT NULL AS "pese"
FROM "marches_choisis" AS "t0"
WHERE
  COALESCE((
    "t0"."famille" = 'marche'
  ) AND NOT (
    "t0"."double_compte"
  ), FALSE)
