WITH "t31" AS (
  SELECT
    *
  FROM (
    SELECT
      "t29"."acheteur",
      CAST(NULL AS TEXT) AS "commune",
      CAST(NULL AS TEXT) AS "epci",
      CAST(["t29"."departement"] AS TEXT[]) AS "departements",
      CAST(["t29"."region"] AS TEXT[]) AS "regions"
    FROM (
      SELECT
        "t28"."siren" AS "acheteur",
        MAX("t28"."siege_departement") FILTER(WHERE
          "t28"."categorie_juridique" = '7220') AS "departement",
        MAX("t28"."siege_region") AS "region"
      FROM (
        SELECT
          "t19"."siren",
          "t19"."categorie_juridique",
          "t27"."siege_commune",
          "t27"."siege_epci",
          "t27"."siege_departement",
          "t27"."siege_region"
        FROM (
          SELECT
            "t2"."siren",
            "t2"."categorie_juridique"
          FROM "ref_sirene_unites" AS "t2"
          WHERE
            "t2"."categorie_juridique" IN ('7220', '7230')
        ) AS "t19"
        LEFT OUTER JOIN (
          SELECT
            "t4"."siren" AS "site_cle",
            "t4"."commune" AS "site_code"
          FROM "ref_sirene_etablissements" AS "t4"
          WHERE
            "t4"."est_siege"
        ) AS "t17"
          ON "t19"."siren" = "t17"."site_cle"
        LEFT OUTER JOIN (
          SELECT
            "t21"."ancien" AS "place_code",
            "t7"."code" AS "siege_commune",
            "t7"."epci_siren" AS "siege_epci",
            "t7"."departement" AS "siege_departement",
            "t7"."region" AS "siege_region"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t1"."code" AS "ancien",
                "t1"."code" AS "commune"
              FROM "ref_communes" AS "t1"
            ) AS "t9"
            UNION ALL
            SELECT
              *
            FROM (
              SELECT
                "t5"."code" AS "ancien",
                "t5"."commune"
              FROM "ref_communes_anciennes" AS "t5"
            ) AS "t11"
          ) AS "t21"
          INNER JOIN "ref_communes" AS "t7"
            ON "t21"."commune" = "t7"."code"
        ) AS "t27"
          ON "t17"."site_code" = "t27"."place_code"
      ) AS "t28"
      GROUP BY
        1
    ) AS "t29"
  ) AS "t30"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t1"."siren" AS "acheteur",
        "t1"."code" AS "commune",
        "t1"."epci_siren" AS "epci",
        CAST(["t1"."departement"] AS TEXT[]) AS "departements",
        CAST(["t1"."region"] AS TEXT[]) AS "regions"
      FROM "ref_communes" AS "t1"
      WHERE
        "t1"."siren" IS NOT NULL
    ) AS "t14"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t23"."acheteur",
        CAST(NULL AS TEXT) AS "commune",
        "t23"."acheteur" AS "epci",
        "t23"."departements",
        "t23"."regions"
      FROM (
        SELECT
          "t13"."epci_siren" AS "acheteur",
          ARRAY_AGG(DISTINCT "t13"."departement") FILTER(WHERE
            "t13"."departement" IS NOT NULL) AS "departements",
          ARRAY_AGG(DISTINCT "t13"."region") FILTER(WHERE
            "t13"."region" IS NOT NULL) AS "regions"
        FROM (
          SELECT
            *
          FROM "ref_communes" AS "t1"
          WHERE
            "t1"."epci_siren" IS NOT NULL
        ) AS "t13"
        GROUP BY
          1
      ) AS "t23"
    ) AS "t24"
  ) AS "t26"
)
SELECT
  "t44"."cle",
  CASE
    WHEN "t44"."local_commune_siege" IS NULL
    THEN 'inconnu'
    WHEN "t44"."local_commune_siege"
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t44"."montant_initial" AS DOUBLE) AS "montant",
  "t44"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t43".*
    EXCLUDE ("acheteur")
  FROM (
    SELECT
      "t42"."cle",
      "t42"."acheteur_siren",
      "t42"."annee",
      "t42"."famille",
      "t42"."format",
      "t42"."nature",
      "t42"."cpv",
      "t42"."categorie",
      "t42"."accord_cadre",
      "t42"."double_compte",
      "t42"."date_notification",
      "t42"."montant_initial",
      "t42"."montant",
      "t42"."montant_suspicion",
      "t42"."montant_utile",
      "t42"."avance",
      "t42"."offres_recues",
      "t42"."sous_traitance",
      "t42"."innovant",
      "t42"."origine_ue",
      "t42"."origine_france",
      "t42"."social",
      "t42"."clause_sociale",
      "t42"."critere_social",
      "t42"."reserve",
      "t42"."environnement",
      "t42"."clause_environnementale",
      "t42"."critere_environnemental",
      "t42"."nb_siret",
      "t42"."etat_local_commune_siege",
      "t42"."local_commune_siege",
      "t36"."acheteur",
      "t36"."territoire_commune",
      "t36"."territoire_epci",
      "t36"."territoire_departement",
      "t36"."territoire_region"
    FROM (
      SELECT
        "t40"."cle",
        "t40"."acheteur_siren",
        "t40"."annee",
        "t40"."famille",
        "t40"."format",
        "t40"."nature",
        "t40"."cpv",
        "t40"."categorie",
        "t40"."accord_cadre",
        "t40"."double_compte",
        "t40"."date_notification",
        "t40"."montant_initial",
        "t40"."montant",
        "t40"."montant_suspicion",
        "t40"."montant_utile",
        "t40"."avance",
        "t40"."offres_recues",
        "t40"."sous_traitance",
        "t40"."innovant",
        "t40"."origine_ue",
        "t40"."origine_france",
        "t40"."social",
        "t40"."clause_sociale",
        "t40"."critere_social",
        "t40"."reserve",
        "t40"."environnement",
        "t40"."clause_environnementale",
        "t40"."critere_environnemental",
        "t40"."nb_siret",
        "t40"."etat_local_commune_siege",
        NULLIF("t40"."etat_local_commune_siege", 1) = 2 AS "local_commune_siege"
      FROM (
        SELECT
          "t39".*
          EXCLUDE ("cle_right")
        FROM (
          SELECT
            "t6"."cle",
            "t6"."acheteur_siren",
            "t6"."annee",
            "t6"."famille",
            "t6"."format",
            "t6"."nature",
            "t6"."cpv",
            "t6"."categorie",
            "t6"."accord_cadre",
            "t6"."double_compte",
            "t6"."date_notification",
            "t6"."montant_initial",
            "t6"."montant",
            "t6"."montant_suspicion",
            "t6"."montant_utile",
            "t6"."avance",
            "t6"."offres_recues",
            "t6"."sous_traitance",
            "t6"."innovant",
            "t6"."origine_ue",
            "t6"."origine_france",
            "t6"."social",
            "t6"."clause_sociale",
            "t6"."critere_social",
            "t6"."reserve",
            "t6"."environnement",
            "t6"."clause_environnementale",
            "t6"."critere_environnemental",
            "t38"."cle" AS "cle_right",
            "t38"."nb_siret",
            "t38"."etat_local_commune_siege"
          FROM "marches_choisis" AS "t6"
          LEFT OUTER JOIN (
            SELECT
              "t35"."cle",
              COUNT("t35"."siret") AS "nb_siret",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t35"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t35"."siege_commune" = "t35"."commune", FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t35"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t35"."siege_commune" = "t35"."commune", FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_local_commune_siege"
            FROM (
              SELECT
                "t22"."cle",
                "t22"."type_identifiant",
                "t22"."identifiant",
                "t22"."siret",
                "t22"."siren",
                "t27"."siege_commune",
                "t27"."siege_epci",
                "t27"."siege_departement",
                "t27"."siege_region",
                "t12"."cle_marche",
                "t12"."acheteur_marche",
                "t33"."acheteur",
                "t33"."commune",
                "t33"."epci",
                "t33"."departements",
                "t33"."regions"
              FROM (
                SELECT
                  "t16".*
                  EXCLUDE ("modification")
                FROM (
                  SELECT
                    *
                  FROM "titulaires_choisis" AS "t3"
                  WHERE
                    "t3"."modification" = 0
                ) AS "t16"
              ) AS "t22"
              LEFT OUTER JOIN (
                SELECT
                  "t4"."siren" AS "site_cle",
                  "t4"."commune" AS "site_code"
                FROM "ref_sirene_etablissements" AS "t4"
                WHERE
                  "t4"."est_siege"
              ) AS "t17"
                ON "t22"."siren" = "t17"."site_cle"
              LEFT OUTER JOIN (
                SELECT
                  "t21"."ancien" AS "place_code",
                  "t7"."code" AS "siege_commune",
                  "t7"."epci_siren" AS "siege_epci",
                  "t7"."departement" AS "siege_departement",
                  "t7"."region" AS "siege_region"
                FROM (
                  SELECT
                    *
                  FROM (
                    SELECT
                      "t1"."code" AS "ancien",
                      "t1"."code" AS "commune"
                    FROM "ref_communes" AS "t1"
                  ) AS "t9"
                  UNION ALL
                  SELECT
                    *
                  FROM (
                    SELECT
                      "t5"."code" AS "ancien",
                      "t5"."commune"
                    FROM "ref_communes_anciennes" AS "t5"
                  ) AS "t11"
                ) AS "t21"
                INNER JOIN "ref_communes" AS "t7"
                  ON "t21"."commune" = "t7"."code"
              ) AS "t27"
                ON "t17"."site_code" = "t27"."place_code"
              INNER JOIN (
                SELECT
                  "t0"."cle" AS "cle_marche",
                  "t0"."acheteur_siren" AS "acheteur_marche"
                FROM "marches_choisis" AS "t0"
              ) AS "t12"
                ON "t22"."cle" = "t12"."cle_marche"
              LEFT OUTER JOIN "t31" AS "t33"
                ON "t12"."acheteur_marche" = "t33"."acheteur"
            ) AS "t35"
            GROUP BY
              1
          ) AS "t38"
            ON "t6"."cle" = "t38"."cle"
        ) AS "t39"
      ) AS "t40"
    ) AS "t42"
    LEFT OUTER JOIN (
      SELECT
        "t32"."acheteur",
        BOOL_OR(CAST("t32"."commune" IS NOT NULL AS BOOLEAN)) AS "territoire_commune",
        BOOL_OR(CAST("t32"."epci" IS NOT NULL AS BOOLEAN)) AS "territoire_epci",
        BOOL_OR(CAST(LIST_EXTRACT("t32"."departements", 1) IS NOT NULL AS BOOLEAN)) AS "territoire_departement",
        BOOL_OR(CAST(LIST_EXTRACT("t32"."regions", 1) IS NOT NULL AS BOOLEAN)) AS "territoire_region"
      FROM "t31" AS "t32"
      GROUP BY
        1
    ) AS "t36"
      ON "t42"."acheteur_siren" = "t36"."acheteur"
  ) AS "t43"
) AS "t44"
WHERE
  COALESCE((
    "t44"."famille" = 'marche'
  ) AND "t44"."territoire_commune", FALSE)
