SELECT
  "t16"."cle",
  CASE
    WHEN (
      (
        NULLIF("t16"."etat_ess", 1) = 2
      )
      AND NOT (
        CASE
          WHEN COALESCE("t16"."nb_siret", 0) = 0
          THEN CAST(NULL AS BOOLEAN)
          WHEN "t16"."esus_fin" IS NULL
          THEN FALSE
          WHEN "t16"."esus_fin" = MAKE_DATE(9999, 12, 31)
          THEN TRUE
          ELSE "t16"."esus_fin" >= "t16"."date_notification"
        END
      )
    ) IS NULL
    THEN 'inconnu'
    WHEN (
      NULLIF("t16"."etat_ess", 1) = 2
    )
    AND NOT (
      CASE
        WHEN COALESCE("t16"."nb_siret", 0) = 0
        THEN CAST(NULL AS BOOLEAN)
        WHEN "t16"."esus_fin" IS NULL
        THEN FALSE
        WHEN "t16"."esus_fin" = MAKE_DATE(9999, 12, 31)
        THEN TRUE
        ELSE "t16"."esus_fin" >= "t16"."date_notification"
      END
    )
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t16"."montant_initial" AS DOUBLE) AS "montant",
  "t16"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t15".*
    EXCLUDE ("cle_right")
  FROM (
    SELECT
      "t4"."cle",
      "t4"."acheteur_siren",
      "t4"."annee",
      "t4"."famille",
      "t4"."format",
      "t4"."nature",
      "t4"."cpv",
      "t4"."categorie",
      "t4"."accord_cadre",
      "t4"."double_compte",
      "t4"."date_notification",
      "t4"."montant_initial",
      "t4"."montant",
      "t4"."montant_suspicion",
      "t4"."montant_utile",
      "t4"."avance",
      "t4"."offres_recues",
      "t4"."sous_traitance",
      "t4"."innovant",
      "t4"."origine_ue",
      "t4"."origine_france",
      "t4"."social",
      "t4"."clause_sociale",
      "t4"."critere_social",
      "t4"."reserve",
      "t4"."environnement",
      "t4"."clause_environnementale",
      "t4"."critere_environnemental",
      "t14"."cle" AS "cle_right",
      "t14"."nb_siret",
      "t14"."etat_ess",
      "t14"."esus_fin"
    FROM "marches_choisis" AS "t4"
    LEFT OUTER JOIN (
      SELECT
        "t12"."cle",
        COUNT("t12"."siret") AS "nb_siret",
        MAX(CASE WHEN "t12"."est_ess" IS NULL THEN 1 WHEN "t12"."est_ess" THEN 2 ELSE 0 END) AS "etat_ess",
        MAX(CASE WHEN "t12"."siret" IS NOT NULL THEN "t12"."esus_fin" ELSE NULL END) AS "esus_fin"
      FROM (
        SELECT
          "t11"."cle",
          "t11"."type_identifiant",
          "t11"."identifiant",
          "t11"."siret",
          "t11"."siren",
          "t9"."siren_esus",
          "t9"."esus_fin",
          "t10"."siren_unite",
          "t10"."est_pme",
          "t10"."est_ess"
        FROM (
          SELECT
            "t5".*
            EXCLUDE ("modification")
          FROM (
            SELECT
              *
            FROM "titulaires_choisis" AS "t1"
            WHERE
              "t1"."modification" = 0
          ) AS "t5"
        ) AS "t11"
        LEFT OUTER JOIN (
          SELECT
            "t2"."siren" AS "siren_esus",
            COALESCE("t2"."date_fin", MAKE_DATE(9999, 12, 31)) AS "esus_fin"
          FROM "ref_esus" AS "t2"
        ) AS "t9"
          ON "t11"."siren" = "t9"."siren_esus"
        LEFT OUTER JOIN (
          SELECT
            "t3"."siren" AS "siren_unite",
            "t3"."categorie_entreprise" = 'PME' AS "est_pme",
            "t3"."ess" AS "est_ess"
          FROM "ref_sirene_unites" AS "t3"
        ) AS "t10"
          ON "t11"."siren" = "t10"."siren_unite"
      ) AS "t12"
      GROUP BY
        1
    ) AS "t14"
      ON "t4"."cle" = "t14"."cle"
  ) AS "t15"
) AS "t16"
WHERE
  COALESCE("t16"."famille" = 'marche', FALSE)
