SELECT
  "t0"."cle",
  CASE
    WHEN CASE WHEN "t0"."montant_utile" IS NOT NULL THEN "t0"."montant" ELSE NULL END IS NULL
    THEN 'inconnu'
    WHEN CASE WHEN "t0"."montant_utile" IS NOT NULL THEN "t0"."montant" ELSE NULL END > 0
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST(COALESCE(
    CASE WHEN "t0"."montant_utile" IS NOT NULL THEN "t0"."montant" ELSE NULL END,
    "t0"."montant_initial"
  ) AS DOUBLE) AS "montant",
  "t0"."montant_utile" IS NOT NULL AS "pese"
FROM "marches_choisis" AS "t0"
WHERE
  COALESCE((
    "t0"."famille" = 'marche'
  ) AND NOT (
    "t0"."double_compte"
  ), FALSE)
