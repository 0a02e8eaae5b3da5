WITH "t11" AS (
  SELECT
    "t4"."siren" AS "site_cle",
    "t4"."commune" AS "site_code"
  FROM "ref_sirene_etablissements" AS "t4"
  WHERE
    "t4"."est_siege"
), "t50" AS (
  SELECT
    *
  FROM (
    SELECT
      "t45"."acheteur",
      CAST(NULL AS TEXT) AS "commune",
      CAST(NULL AS TEXT) AS "epci",
      CAST(["t45"."departement"] AS TEXT[]) AS "departements",
      CAST(["t45"."region"] AS TEXT[]) AS "regions"
    FROM (
      SELECT
        "t42"."siren" AS "acheteur",
        MAX("t42"."siege_departement") FILTER(WHERE
          "t42"."categorie_juridique" = '7220') AS "departement",
        MAX("t42"."siege_region") AS "region"
      FROM (
        SELECT
          "t40".*
          EXCLUDE ("site_code", "place_code")
        FROM (
          SELECT
            "t38"."siren",
            "t38"."categorie_juridique",
            "t38"."site_code",
            "t33"."place_code",
            "t33"."siege_commune",
            "t33"."siege_epci",
            "t33"."siege_departement",
            "t33"."siege_region"
          FROM (
            SELECT
              "t31"."siren",
              "t31"."categorie_juridique",
              "t31"."site_code"
            FROM (
              SELECT
                "t21"."siren",
                "t21"."categorie_juridique",
                "t23"."site_cle",
                "t23"."site_code"
              FROM (
                SELECT
                  "t2"."siren",
                  "t2"."categorie_juridique"
                FROM "ref_sirene_unites" AS "t2"
                WHERE
                  "t2"."categorie_juridique" IN ('7220', '7230')
              ) AS "t21"
              LEFT OUTER JOIN "t11" AS "t23"
                ON "t21"."siren" = "t23"."site_cle"
            ) AS "t31"
          ) AS "t38"
          LEFT OUTER JOIN (
            SELECT
              "t22"."ancien" AS "place_code",
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
                  "t3"."code" AS "ancien",
                  "t3"."commune"
                FROM "ref_communes_anciennes" AS "t3"
              ) AS "t10"
            ) AS "t22"
            INNER JOIN "ref_communes" AS "t7"
              ON "t22"."commune" = "t7"."code"
          ) AS "t33"
            ON "t38"."site_code" = "t33"."place_code"
        ) AS "t40"
      ) AS "t42"
      GROUP BY
        1
    ) AS "t45"
  ) AS "t48"
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
    ) AS "t15"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t27"."acheteur",
        CAST(NULL AS TEXT) AS "commune",
        "t27"."acheteur" AS "epci",
        "t27"."departements",
        "t27"."regions"
      FROM (
        SELECT
          "t14"."epci_siren" AS "acheteur",
          ARRAY_AGG(DISTINCT "t14"."departement") FILTER(WHERE
            "t14"."departement" IS NOT NULL) AS "departements",
          ARRAY_AGG(DISTINCT "t14"."region") FILTER(WHERE
            "t14"."region" IS NOT NULL) AS "regions"
        FROM (
          SELECT
            *
          FROM "ref_communes" AS "t1"
          WHERE
            "t1"."epci_siren" IS NOT NULL
        ) AS "t14"
        GROUP BY
          1
      ) AS "t27"
    ) AS "t28"
  ) AS "t32"
)
SELECT
  "t66"."cle",
  CASE
    WHEN "t66"."local_epci_etablissement" IS NULL
    THEN 'inconnu'
    WHEN "t66"."local_epci_etablissement"
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t66"."montant_initial" AS DOUBLE) AS "montant",
  "t66"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t65".*
    EXCLUDE ("acheteur")
  FROM (
    SELECT
      "t64"."cle",
      "t64"."acheteur_siren",
      "t64"."annee",
      "t64"."famille",
      "t64"."format",
      "t64"."nature",
      "t64"."cpv",
      "t64"."categorie",
      "t64"."accord_cadre",
      "t64"."double_compte",
      "t64"."date_notification",
      "t64"."montant_initial",
      "t64"."montant",
      "t64"."montant_suspicion",
      "t64"."montant_utile",
      "t64"."avance",
      "t64"."offres_recues",
      "t64"."sous_traitance",
      "t64"."innovant",
      "t64"."origine_ue",
      "t64"."origine_france",
      "t64"."social",
      "t64"."clause_sociale",
      "t64"."critere_social",
      "t64"."reserve",
      "t64"."environnement",
      "t64"."clause_environnementale",
      "t64"."critere_environnemental",
      "t64"."nb_siret",
      "t64"."etat_commune_siege",
      "t64"."etat_commune_etablissement",
      "t64"."etat_epci_siege",
      "t64"."etat_epci_etablissement",
      "t64"."etat_departement_siege",
      "t64"."etat_departement_etablissement",
      "t64"."etat_region_siege",
      "t64"."etat_region_etablissement",
      "t64"."local_commune_siege",
      "t64"."local_commune_etablissement",
      "t64"."local_epci_siege",
      "t64"."local_epci_etablissement",
      "t64"."local_departement_siege",
      "t64"."local_departement_etablissement",
      "t64"."local_region_siege",
      "t64"."local_region_etablissement",
      "t57"."acheteur",
      "t57"."territoire_commune",
      "t57"."territoire_epci",
      "t57"."territoire_departement",
      "t57"."territoire_region"
    FROM (
      SELECT
        "t62"."cle",
        "t62"."acheteur_siren",
        "t62"."annee",
        "t62"."famille",
        "t62"."format",
        "t62"."nature",
        "t62"."cpv",
        "t62"."categorie",
        "t62"."accord_cadre",
        "t62"."double_compte",
        "t62"."date_notification",
        "t62"."montant_initial",
        "t62"."montant",
        "t62"."montant_suspicion",
        "t62"."montant_utile",
        "t62"."avance",
        "t62"."offres_recues",
        "t62"."sous_traitance",
        "t62"."innovant",
        "t62"."origine_ue",
        "t62"."origine_france",
        "t62"."social",
        "t62"."clause_sociale",
        "t62"."critere_social",
        "t62"."reserve",
        "t62"."environnement",
        "t62"."clause_environnementale",
        "t62"."critere_environnemental",
        "t62"."nb_siret",
        "t62"."etat_commune_siege",
        "t62"."etat_commune_etablissement",
        "t62"."etat_epci_siege",
        "t62"."etat_epci_etablissement",
        "t62"."etat_departement_siege",
        "t62"."etat_departement_etablissement",
        "t62"."etat_region_siege",
        "t62"."etat_region_etablissement",
        NULLIF("t62"."etat_commune_siege", 1) = 2 AS "local_commune_siege",
        NULLIF("t62"."etat_commune_etablissement", 1) = 2 AS "local_commune_etablissement",
        NULLIF("t62"."etat_epci_siege", 1) = 2 AS "local_epci_siege",
        NULLIF("t62"."etat_epci_etablissement", 1) = 2 AS "local_epci_etablissement",
        NULLIF("t62"."etat_departement_siege", 1) = 2 AS "local_departement_siege",
        NULLIF("t62"."etat_departement_etablissement", 1) = 2 AS "local_departement_etablissement",
        NULLIF("t62"."etat_region_siege", 1) = 2 AS "local_region_siege",
        NULLIF("t62"."etat_region_etablissement", 1) = 2 AS "local_region_etablissement"
      FROM (
        SELECT
          "t61".*
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
            "t60"."cle" AS "cle_right",
            "t60"."nb_siret",
            "t60"."etat_commune_siege",
            "t60"."etat_commune_etablissement",
            "t60"."etat_epci_siege",
            "t60"."etat_epci_etablissement",
            "t60"."etat_departement_siege",
            "t60"."etat_departement_etablissement",
            "t60"."etat_region_siege",
            "t60"."etat_region_etablissement"
          FROM "marches_choisis" AS "t6"
          LEFT OUTER JOIN (
            SELECT
              "t58"."cle",
              COUNT("t58"."siret") AS "nb_siret",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."siege_commune" = "t58"."commune", FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."siege_commune" = "t58"."commune", FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_commune_siege",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."etablissement_commune" = "t58"."commune", FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."etablissement_commune" = "t58"."commune", FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_commune_etablissement",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."siege_epci" = "t58"."epci", FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."siege_epci" = "t58"."epci", FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_epci_siege",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."etablissement_epci" = "t58"."epci", FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t58"."etablissement_epci" = "t58"."epci", FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_epci_etablissement",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."departements", "t58"."siege_departement"), FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."departements", "t58"."siege_departement"), FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_departement_siege",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."departements", "t58"."etablissement_departement"), FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."departements", "t58"."etablissement_departement"), FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_departement_etablissement",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."regions", "t58"."siege_region"), FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."siege_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."regions", "t58"."siege_region"), FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_region_siege",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."regions", "t58"."etablissement_region"), FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t58"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE(ARRAY_CONTAINS("t58"."regions", "t58"."etablissement_region"), FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_region_etablissement"
            FROM (
              SELECT
                "t55"."cle",
                "t55"."type_identifiant",
                "t55"."identifiant",
                "t55"."siret",
                "t55"."siren",
                "t55"."cle_marche",
                "t55"."acheteur_marche",
                "t55"."siege_commune",
                "t55"."siege_epci",
                "t55"."siege_departement",
                "t55"."siege_region",
                "t55"."etablissement_commune",
                "t55"."etablissement_epci",
                "t55"."etablissement_departement",
                "t55"."etablissement_region",
                "t52"."acheteur",
                "t52"."commune",
                "t52"."epci",
                "t52"."departements",
                "t52"."regions"
              FROM (
                SELECT
                  "t53".*
                  EXCLUDE ("site_code", "place_code")
                FROM (
                  SELECT
                    "t49"."cle",
                    "t49"."type_identifiant",
                    "t49"."identifiant",
                    "t49"."siret",
                    "t49"."siren",
                    "t49"."cle_marche",
                    "t49"."acheteur_marche",
                    "t49"."siege_commune",
                    "t49"."siege_epci",
                    "t49"."siege_departement",
                    "t49"."siege_region",
                    "t49"."site_code",
                    "t34"."place_code",
                    "t34"."etablissement_commune",
                    "t34"."etablissement_epci",
                    "t34"."etablissement_departement",
                    "t34"."etablissement_region"
                  FROM (
                    SELECT
                      "t46".*
                      EXCLUDE ("site_cle")
                    FROM (
                      SELECT
                        "t44"."cle",
                        "t44"."type_identifiant",
                        "t44"."identifiant",
                        "t44"."siret",
                        "t44"."siren",
                        "t44"."cle_marche",
                        "t44"."acheteur_marche",
                        "t44"."siege_commune",
                        "t44"."siege_epci",
                        "t44"."siege_departement",
                        "t44"."siege_region",
                        "t19"."site_cle",
                        "t19"."site_code"
                      FROM (
                        SELECT
                          "t41".*
                          EXCLUDE ("site_code", "place_code")
                        FROM (
                          SELECT
                            "t39"."cle",
                            "t39"."type_identifiant",
                            "t39"."identifiant",
                            "t39"."siret",
                            "t39"."siren",
                            "t39"."cle_marche",
                            "t39"."acheteur_marche",
                            "t39"."site_code",
                            "t33"."place_code",
                            "t33"."siege_commune",
                            "t33"."siege_epci",
                            "t33"."siege_departement",
                            "t33"."siege_region"
                          FROM (
                            SELECT
                              "t35".*
                              EXCLUDE ("site_cle")
                            FROM (
                              SELECT
                                "t26"."cle",
                                "t26"."type_identifiant",
                                "t26"."identifiant",
                                "t26"."siret",
                                "t26"."siren",
                                "t13"."cle_marche",
                                "t13"."acheteur_marche",
                                "t24"."site_cle",
                                "t24"."site_code"
                              FROM (
                                SELECT
                                  "t20".*
                                  EXCLUDE ("modification")
                                FROM (
                                  SELECT
                                    *
                                  FROM "titulaires_choisis" AS "t5"
                                  WHERE
                                    "t5"."modification" = 0
                                ) AS "t20"
                              ) AS "t26"
                              INNER JOIN (
                                SELECT
                                  "t0"."cle" AS "cle_marche",
                                  "t0"."acheteur_siren" AS "acheteur_marche"
                                FROM "marches_choisis" AS "t0"
                              ) AS "t13"
                                ON "t26"."cle" = "t13"."cle_marche"
                              LEFT OUTER JOIN "t11" AS "t24"
                                ON "t26"."siren" = "t24"."site_cle"
                            ) AS "t35"
                          ) AS "t39"
                          LEFT OUTER JOIN (
                            SELECT
                              "t22"."ancien" AS "place_code",
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
                                  "t3"."code" AS "ancien",
                                  "t3"."commune"
                                FROM "ref_communes_anciennes" AS "t3"
                              ) AS "t10"
                            ) AS "t22"
                            INNER JOIN "ref_communes" AS "t7"
                              ON "t22"."commune" = "t7"."code"
                          ) AS "t33"
                            ON "t39"."site_code" = "t33"."place_code"
                        ) AS "t41"
                      ) AS "t44"
                      LEFT OUTER JOIN (
                        SELECT
                          "t4"."siret" AS "site_cle",
                          "t4"."commune" AS "site_code"
                        FROM "ref_sirene_etablissements" AS "t4"
                      ) AS "t19"
                        ON "t44"."siret" = "t19"."site_cle"
                    ) AS "t46"
                  ) AS "t49"
                  LEFT OUTER JOIN (
                    SELECT
                      "t22"."ancien" AS "place_code",
                      "t7"."code" AS "etablissement_commune",
                      "t7"."epci_siren" AS "etablissement_epci",
                      "t7"."departement" AS "etablissement_departement",
                      "t7"."region" AS "etablissement_region"
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
                          "t3"."code" AS "ancien",
                          "t3"."commune"
                        FROM "ref_communes_anciennes" AS "t3"
                      ) AS "t10"
                    ) AS "t22"
                    INNER JOIN "ref_communes" AS "t7"
                      ON "t22"."commune" = "t7"."code"
                  ) AS "t34"
                    ON "t49"."site_code" = "t34"."place_code"
                ) AS "t53"
              ) AS "t55"
              LEFT OUTER JOIN "t50" AS "t52"
                ON "t55"."acheteur_marche" = "t52"."acheteur"
            ) AS "t58"
            GROUP BY
              1
          ) AS "t60"
            ON "t6"."cle" = "t60"."cle"
        ) AS "t61"
      ) AS "t62"
    ) AS "t64"
    LEFT OUTER JOIN (
      SELECT
        "t51"."acheteur",
        BOOL_OR(CAST("t51"."commune" IS NOT NULL AS BOOLEAN)) AS "territoire_commune",
        BOOL_OR(CAST("t51"."epci" IS NOT NULL AS BOOLEAN)) AS "territoire_epci",
        BOOL_OR(CAST(LIST_EXTRACT("t51"."departements", 1) IS NOT NULL AS BOOLEAN)) AS "territoire_departement",
        BOOL_OR(CAST(LIST_EXTRACT("t51"."regions", 1) IS NOT NULL AS BOOLEAN)) AS "territoire_region"
      FROM "t50" AS "t51"
      GROUP BY
        1
    ) AS "t57"
      ON "t64"."acheteur_siren" = "t57"."acheteur"
  ) AS "t65"
) AS "t66"
WHERE
  COALESCE((
    "t66"."famille" = 'marche'
  ) AND "t66"."territoire_epci", FALSE)
