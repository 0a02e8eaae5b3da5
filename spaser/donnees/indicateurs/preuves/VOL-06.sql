SELECT
  "t20"."cle",
  CASE
    WHEN CASE
      WHEN COALESCE("t20"."nb_identifies", 0) > 0
      THEN COALESCE("t20"."premiers_titulaires", 0)
      ELSE NULL
    END IS NULL
    THEN 'inconnu'
    WHEN CASE
      WHEN COALESCE("t20"."nb_identifies", 0) > 0
      THEN COALESCE("t20"."premiers_titulaires", 0)
      ELSE NULL
    END > 0
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t20"."montant_initial" AS DOUBLE) AS "montant",
  "t20"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t19".*
    EXCLUDE ("cle_right")
  FROM (
    SELECT
      "t14"."cle",
      "t14"."acheteur_siren",
      "t14"."annee",
      "t14"."famille",
      "t14"."format",
      "t14"."nature",
      "t14"."cpv",
      "t14"."categorie",
      "t14"."accord_cadre",
      "t14"."double_compte",
      "t14"."date_notification",
      "t14"."montant_initial",
      "t14"."montant",
      "t14"."montant_suspicion",
      "t14"."montant_utile",
      "t14"."avance",
      "t14"."offres_recues",
      "t14"."sous_traitance",
      "t14"."innovant",
      "t14"."origine_ue",
      "t14"."origine_france",
      "t14"."social",
      "t14"."clause_sociale",
      "t14"."critere_social",
      "t14"."reserve",
      "t14"."environnement",
      "t14"."clause_environnementale",
      "t14"."critere_environnemental",
      "t14"."nb_siret",
      "t14"."nb_identifies",
      "t18"."cle" AS "cle_right",
      "t18"."premiers_titulaires"
    FROM (
      SELECT
        "t12".*
        EXCLUDE ("cle_right")
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
          "t9"."cle" AS "cle_right",
          "t9"."nb_siret",
          "t9"."nb_identifies"
        FROM "marches_choisis" AS "t2"
        LEFT OUTER JOIN (
          SELECT
            "t6"."cle",
            COUNT("t6"."siret") AS "nb_siret",
            COUNT(COALESCE("t6"."siren", "t6"."type_identifiant" || ':' || "t6"."identifiant")) AS "nb_identifies"
          FROM (
            SELECT
              "t4".*
              EXCLUDE ("modification")
            FROM (
              SELECT
                *
              FROM "titulaires_choisis" AS "t1"
              WHERE
                "t1"."modification" = 0
            ) AS "t4"
          ) AS "t6"
          GROUP BY
            1
        ) AS "t9"
          ON "t2"."cle" = "t9"."cle"
      ) AS "t12"
    ) AS "t14"
    LEFT OUTER JOIN (
      SELECT
        "t16"."cle",
        COUNT("t16"."qui") AS "premiers_titulaires"
      FROM (
        SELECT
          "t15"."acheteur_siren",
          "t15"."annee",
          "t15"."qui",
          MIN("t15"."cle") AS "cle"
        FROM (
          SELECT
            "t11"."cle",
            "t11"."qui",
            "t5"."acheteur_siren",
            "t5"."annee"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t6"."cle",
                COALESCE("t6"."siren", "t6"."type_identifiant" || ':' || "t6"."identifiant") AS "qui"
              FROM (
                SELECT
                  "t4".*
                  EXCLUDE ("modification")
                FROM (
                  SELECT
                    *
                  FROM "titulaires_choisis" AS "t1"
                  WHERE
                    "t1"."modification" = 0
                ) AS "t4"
              ) AS "t6"
            ) AS "t7"
            WHERE
              "t7"."qui" IS NOT NULL
          ) AS "t11"
          INNER JOIN (
            SELECT
              "t0"."cle",
              "t0"."acheteur_siren",
              "t0"."annee"
            FROM "marches_choisis" AS "t0"
            WHERE
              "t0"."famille" = 'marche'
          ) AS "t5"
            ON "t11"."cle" = "t5"."cle"
        ) AS "t15"
        GROUP BY
          1,
          2,
          3
      ) AS "t16"
      GROUP BY
        1
    ) AS "t18"
      ON "t14"."cle" = "t18"."cle"
  ) AS "t19"
) AS "t20"
WHERE
  COALESCE("t20"."famille" = 'marche', FALSE)
