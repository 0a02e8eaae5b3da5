SELECT
  "t0"."cle",
  CASE WHEN "t0"."origine_ue" IS NULL THEN 'inconnu' ELSE 'compte' END AS "etat",
  CAST("t0"."montant_initial" AS DOUBLE) AS "montant",
  "t0"."montant_utile" IS NOT NULL AS "pese"
FROM "marches_choisis" AS "t0"
WHERE
  COALESCE(
    (
      "t0"."famille" = 'marche'
    )
    AND (
      "t0"."cpv" BETWEEN '15100000' AND '15982200'
      OR "t0"."cpv" BETWEEN '18100000' AND '18453000'
      OR "t0"."cpv" BETWEEN '18800000' AND '18843000'
      OR "t0"."cpv" BETWEEN '33100000' AND '33198200'
      OR "t0"."cpv" BETWEEN '33600000' AND '33698300'
      OR "t0"."cpv" BETWEEN '34100000' AND '34144910'
      OR "t0"."cpv" BETWEEN '34510000' AND '34522700'
      OR "t0"."cpv" BETWEEN '34600000' AND '34622500'
      OR "t0"."cpv" BETWEEN '34710000' AND '34722200'
    ),
    FALSE
  )
