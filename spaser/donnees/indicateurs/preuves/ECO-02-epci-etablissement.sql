WITH "t35" AS (
  SELECT
    *
  FROM (
    SELECT
      "t33"."acheteur",
      CAST(NULL AS TEXT) AS "commune",
      CAST(NULL AS TEXT) AS "epci",
      CAST(["t33"."departement"] AS TEXT[]) AS "departements",
      CAST(["t33"."region"] AS TEXT[]) AS "regions"
    FROM (
      SELECT
        "t32"."siren" AS "acheteur",
        MAX("t32"."siege_departement") FILTER(WHERE
          "t32"."categorie_juridique" = '7220') AS "departement",
        MAX("t32"."siege_region") AS "region"
      FROM (
        SELECT
          "t21"."siren",
          "t21"."categorie_juridique",
          "t31"."siege_commune",
          "t31"."siege_epci",
          "t31"."siege_departement",
          "t31"."siege_region"
        FROM (
          SELECT
            "t2"."siren",
            "t2"."categorie_juridique"
          FROM "ref_sirene_unites" AS "t2"
          WHERE
            "t2"."categorie_juridique" IN ('7220', '7230')
        ) AS "t21"
        LEFT OUTER JOIN (
          SELECT
            "t4"."siren" AS "site_cle",
            "t4"."commune" AS "site_code"
          FROM "ref_sirene_etablissements" AS "t4"
          WHERE
            "t4"."est_siege"
        ) AS "t19"
          ON "t21"."siren" = "t19"."site_cle"
        LEFT OUTER JOIN (
          SELECT
            "t23"."ancien" AS "place_code",
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
            ) AS "t12"
          ) AS "t23"
          INNER JOIN "ref_communes" AS "t7"
            ON "t23"."commune" = "t7"."code"
        ) AS "t31"
          ON "t19"."site_code" = "t31"."place_code"
      ) AS "t32"
      GROUP BY
        1
    ) AS "t33"
  ) AS "t34"
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
        "t25"."acheteur",
        CAST(NULL AS TEXT) AS "commune",
        "t25"."acheteur" AS "epci",
        "t25"."departements",
        "t25"."regions"
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
      ) AS "t25"
    ) AS "t26"
  ) AS "t29"
)
SELECT
  "t48"."cle",
  CASE
    WHEN "t48"."local_epci_etablissement" IS NULL
    THEN 'inconnu'
    WHEN "t48"."local_epci_etablissement"
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t48"."montant_initial" AS DOUBLE) AS "montant",
  "t48"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t47".*
    EXCLUDE ("acheteur")
  FROM (
    SELECT
      "t46"."cle",
      "t46"."acheteur_siren",
      "t46"."annee",
      "t46"."famille",
      "t46"."format",
      "t46"."nature",
      "t46"."cpv",
      "t46"."categorie",
      "t46"."accord_cadre",
      "t46"."double_compte",
      "t46"."date_notification",
      "t46"."montant_initial",
      "t46"."montant",
      "t46"."montant_suspicion",
      "t46"."montant_utile",
      "t46"."avance",
      "t46"."offres_recues",
      "t46"."sous_traitance",
      "t46"."innovant",
      "t46"."origine_ue",
      "t46"."origine_france",
      "t46"."social",
      "t46"."clause_sociale",
      "t46"."critere_social",
      "t46"."reserve",
      "t46"."environnement",
      "t46"."clause_environnementale",
      "t46"."critere_environnemental",
      "t46"."nb_siret",
      "t46"."etat_local_epci_etablissement",
      "t46"."local_epci_etablissement",
      "t40"."acheteur",
      "t40"."territoire_commune",
      "t40"."territoire_epci",
      "t40"."territoire_departement",
      "t40"."territoire_region"
    FROM (
      SELECT
        "t44"."cle",
        "t44"."acheteur_siren",
        "t44"."annee",
        "t44"."famille",
        "t44"."format",
        "t44"."nature",
        "t44"."cpv",
        "t44"."categorie",
        "t44"."accord_cadre",
        "t44"."double_compte",
        "t44"."date_notification",
        "t44"."montant_initial",
        "t44"."montant",
        "t44"."montant_suspicion",
        "t44"."montant_utile",
        "t44"."avance",
        "t44"."offres_recues",
        "t44"."sous_traitance",
        "t44"."innovant",
        "t44"."origine_ue",
        "t44"."origine_france",
        "t44"."social",
        "t44"."clause_sociale",
        "t44"."critere_social",
        "t44"."reserve",
        "t44"."environnement",
        "t44"."clause_environnementale",
        "t44"."critere_environnemental",
        "t44"."nb_siret",
        "t44"."etat_local_epci_etablissement",
        NULLIF("t44"."etat_local_epci_etablissement", 1) = 2 AS "local_epci_etablissement"
      FROM (
        SELECT
          "t43".*
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
            "t42"."cle" AS "cle_right",
            "t42"."nb_siret",
            "t42"."etat_local_epci_etablissement"
          FROM "marches_choisis" AS "t6"
          LEFT OUTER JOIN (
            SELECT
              "t39"."cle",
              COUNT("t39"."siret") AS "nb_siret",
              MAX(
                CASE
                  WHEN CASE
                    WHEN "t39"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t39"."etablissement_epci" = "t39"."epci", FALSE)
                  END IS NULL
                  THEN 1
                  WHEN CASE
                    WHEN "t39"."etablissement_commune" IS NULL
                    THEN CAST(NULL AS BOOLEAN)
                    ELSE COALESCE("t39"."etablissement_epci" = "t39"."epci", FALSE)
                  END
                  THEN 2
                  ELSE 0
                END
              ) AS "etat_local_epci_etablissement"
            FROM (
              SELECT
                "t24"."cle",
                "t24"."type_identifiant",
                "t24"."identifiant",
                "t24"."siret",
                "t24"."siren",
                "t30"."etablissement_commune",
                "t30"."etablissement_epci",
                "t30"."etablissement_departement",
                "t30"."etablissement_region",
                "t13"."cle_marche",
                "t13"."acheteur_marche",
                "t37"."acheteur",
                "t37"."commune",
                "t37"."epci",
                "t37"."departements",
                "t37"."regions"
              FROM (
                SELECT
                  "t17".*
                  EXCLUDE ("modification")
                FROM (
                  SELECT
                    *
                  FROM "titulaires_choisis" AS "t3"
                  WHERE
                    "t3"."modification" = 0
                ) AS "t17"
              ) AS "t24"
              LEFT OUTER JOIN (
                SELECT
                  "t4"."siret" AS "site_cle",
                  "t4"."commune" AS "site_code"
                FROM "ref_sirene_etablissements" AS "t4"
              ) AS "t18"
                ON "t24"."siret" = "t18"."site_cle"
              LEFT OUTER JOIN (
                SELECT
                  "t23"."ancien" AS "place_code",
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
                      "t5"."code" AS "ancien",
                      "t5"."commune"
                    FROM "ref_communes_anciennes" AS "t5"
                  ) AS "t12"
                ) AS "t23"
                INNER JOIN "ref_communes" AS "t7"
                  ON "t23"."commune" = "t7"."code"
              ) AS "t30"
                ON "t18"."site_code" = "t30"."place_code"
              INNER JOIN (
                SELECT
                  "t0"."cle" AS "cle_marche",
                  "t0"."acheteur_siren" AS "acheteur_marche"
                FROM "marches_choisis" AS "t0"
              ) AS "t13"
                ON "t24"."cle" = "t13"."cle_marche"
              LEFT OUTER JOIN "t35" AS "t37"
                ON "t13"."acheteur_marche" = "t37"."acheteur"
            ) AS "t39"
            GROUP BY
              1
          ) AS "t42"
            ON "t6"."cle" = "t42"."cle"
        ) AS "t43"
      ) AS "t44"
    ) AS "t46"
    LEFT OUTER JOIN (
      SELECT
        "t36"."acheteur",
        BOOL_OR(CAST("t36"."commune" IS NOT NULL AS BOOLEAN)) AS "territoire_commune",
        BOOL_OR(CAST("t36"."epci" IS NOT NULL AS BOOLEAN)) AS "territoire_epci",
        BOOL_OR(CAST(LIST_EXTRACT("t36"."departements", 1) IS NOT NULL AS BOOLEAN)) AS "territoire_departement",
        BOOL_OR(CAST(LIST_EXTRACT("t36"."regions", 1) IS NOT NULL AS BOOLEAN)) AS "territoire_region"
      FROM "t35" AS "t36"
      GROUP BY
        1
    ) AS "t40"
      ON "t46"."acheteur_siren" = "t40"."acheteur"
  ) AS "t47"
) AS "t48"
WHERE
  COALESCE((
    "t48"."famille" = 'marche'
  ) AND "t48"."territoire_epci", FALSE)
