SELECT
  "t21"."cle",
  CASE
    WHEN CASE
      WHEN COALESCE("t21"."nb_siret", 0) > 0
      THEN COALESCE("t21"."premiers_inclusifs", 0)
      ELSE NULL
    END IS NULL
    THEN 'inconnu'
    WHEN CASE
      WHEN COALESCE("t21"."nb_siret", 0) > 0
      THEN COALESCE("t21"."premiers_inclusifs", 0)
      ELSE NULL
    END > 0
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t21"."montant_initial" AS DOUBLE) AS "montant",
  "t21"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t20".*
    EXCLUDE ("cle_right")
  FROM (
    SELECT
      "t17"."cle",
      "t17"."acheteur_siren",
      "t17"."annee",
      "t17"."famille",
      "t17"."format",
      "t17"."nature",
      "t17"."cpv",
      "t17"."categorie",
      "t17"."accord_cadre",
      "t17"."double_compte",
      "t17"."date_notification",
      "t17"."montant_initial",
      "t17"."montant",
      "t17"."montant_suspicion",
      "t17"."montant_utile",
      "t17"."avance",
      "t17"."offres_recues",
      "t17"."sous_traitance",
      "t17"."innovant",
      "t17"."origine_ue",
      "t17"."origine_france",
      "t17"."social",
      "t17"."clause_sociale",
      "t17"."critere_social",
      "t17"."reserve",
      "t17"."environnement",
      "t17"."clause_environnementale",
      "t17"."critere_environnemental",
      "t17"."nb_siret",
      "t19"."cle" AS "cle_right",
      "t19"."premiers_inclusifs"
    FROM (
      SELECT
        "t15".*
        EXCLUDE ("cle_right")
      FROM (
        SELECT
          "t3"."cle",
          "t3"."acheteur_siren",
          "t3"."annee",
          "t3"."famille",
          "t3"."format",
          "t3"."nature",
          "t3"."cpv",
          "t3"."categorie",
          "t3"."accord_cadre",
          "t3"."double_compte",
          "t3"."date_notification",
          "t3"."montant_initial",
          "t3"."montant",
          "t3"."montant_suspicion",
          "t3"."montant_utile",
          "t3"."avance",
          "t3"."offres_recues",
          "t3"."sous_traitance",
          "t3"."innovant",
          "t3"."origine_ue",
          "t3"."origine_france",
          "t3"."social",
          "t3"."clause_sociale",
          "t3"."critere_social",
          "t3"."reserve",
          "t3"."environnement",
          "t3"."clause_environnementale",
          "t3"."critere_environnemental",
          "t12"."cle" AS "cle_right",
          "t12"."nb_siret"
        FROM "marches_choisis" AS "t3"
        LEFT OUTER JOIN (
          SELECT
            "t8"."cle",
            COUNT("t8"."siret") AS "nb_siret"
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
          ) AS "t8"
          GROUP BY
            1
        ) AS "t12"
          ON "t3"."cle" = "t12"."cle"
      ) AS "t15"
    ) AS "t17"
    LEFT OUTER JOIN (
      SELECT
        "t14"."cle",
        COUNT("t14"."qui") AS "premiers_inclusifs"
      FROM (
        SELECT
          "t13"."acheteur_siren",
          "t13"."annee",
          "t13"."qui",
          MIN("t13"."cle") AS "cle"
        FROM (
          SELECT
            "t10"."cle",
            "t10"."siret" AS "qui",
            "t7"."acheteur_siren",
            "t7"."annee"
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
          ) AS "t10"
          INNER JOIN (
            SELECT DISTINCT
              "t2"."siret" AS "inclusif"
            FROM "ref_inclusion" AS "t2"
            WHERE
              "t2"."type" IN ('EI', 'AI', 'ACI', 'ETTI', 'EITI', 'EA', 'EATT', 'ESAT')
          ) AS "t9"
            ON "t10"."siret" = "t9"."inclusif"
          INNER JOIN (
            SELECT
              "t0"."cle",
              "t0"."acheteur_siren",
              "t0"."annee"
            FROM "marches_choisis" AS "t0"
            WHERE
              "t0"."famille" = 'marche'
          ) AS "t7"
            ON "t10"."cle" = "t7"."cle"
        ) AS "t13"
        GROUP BY
          1,
          2,
          3
      ) AS "t14"
      GROUP BY
        1
    ) AS "t19"
      ON "t17"."cle" = "t19"."cle"
  ) AS "t20"
) AS "t21"
WHERE
  COALESCE("t21"."famille" = 'marche', FALSE)
