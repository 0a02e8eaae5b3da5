SELECT
  "t10"."cle",
  CASE
    WHEN (
      "t10"."clause_sociale" OR "t10"."reserve"
    ) IS NULL
    THEN 'inconnu'
    WHEN "t10"."clause_sociale" OR "t10"."reserve"
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t10"."montant_initial" AS DOUBLE) AS "montant",
  "t10"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t2"."cle",
    "t2"."acheteur_siren",
    "t2"."annee",
    "t2"."famille",
    "t2"."format",
    "t2"."nature",
    "t2"."cpv",
    "t2"."categorie",
    "t2"."accord_cadre",
    "t2"."double_compte",
    "t2"."date_notification",
    "t2"."montant_initial",
    "t2"."montant",
    "t2"."montant_suspicion",
    "t2"."montant_utile",
    "t2"."avance",
    "t2"."offres_recues",
    "t2"."sous_traitance",
    "t2"."innovant",
    "t2"."origine_ue",
    "t2"."origine_france",
    "t2"."social",
    "t2"."clause_sociale",
    "t2"."critere_social",
    "t2"."reserve",
    "t2"."environnement",
    "t2"."clause_environnementale",
    "t2"."critere_environnemental",
    "t9"."jour",
    "t9"."seuil_travaux",
    "t9"."seuil_autres"
  FROM "marches_choisis" AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "t7"."jour",
      MAX("t7"."montant") FILTER(WHERE
        "t7"."nature" = 'travaux') AS "seuil_travaux",
      MAX("t7"."montant") FILTER(WHERE
        "t7"."nature" = 'fournitures_services') AS "seuil_autres"
    FROM (
      SELECT
        "t4"."jour",
        "t6"."nature",
        "t6"."type_acheteur",
        "t6"."debut",
        "t6"."fin",
        "t6"."montant"
      FROM (
        SELECT DISTINCT
          "t0"."date_notification" AS "jour"
        FROM "marches_choisis" AS "t0"
      ) AS "t4"
      INNER JOIN (
        SELECT
          *
        FROM "ref_seuils" AS "t1"
        WHERE
          "t1"."type_acheteur" = 'pouvoir_adjudicateur'
      ) AS "t6"
        ON "t6"."debut" <= "t4"."jour"
        AND (
          (
            "t6"."fin" IS NULL
          ) OR (
            "t6"."fin" >= "t4"."jour"
          )
        )
    ) AS "t7"
    GROUP BY
      1
  ) AS "t9"
    ON "t2"."date_notification" = "t9"."jour"
) AS "t10"
WHERE
  COALESCE(
    (
      "t10"."famille" = 'marche'
    )
    AND (
      COALESCE("t10"."nature", '') <> 'Marché de défense ou de sécurité'
    )
    AND (
      "t10"."montant_utile" >= CASE
        WHEN "t10"."categorie" = 'travaux'
        THEN "t10"."seuil_travaux"
        WHEN "t10"."categorie" IN ('fournitures', 'services')
        THEN "t10"."seuil_autres"
        ELSE NULL
      END
    ),
    FALSE
  )
