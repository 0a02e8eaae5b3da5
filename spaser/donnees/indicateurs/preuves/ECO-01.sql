SELECT
  "t13"."cle",
  CASE
    WHEN (
      NULLIF("t13"."etat_pme", 1) = 2
    ) IS NULL
    THEN 'inconnu'
    WHEN NULLIF("t13"."etat_pme", 1) = 2
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST("t13"."montant_initial" AS DOUBLE) AS "montant",
  "t13"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t12".*
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
      "t11"."cle" AS "cle_right",
      "t11"."nb_siret",
      "t11"."etat_pme"
    FROM "marches_choisis" AS "t3"
    LEFT OUTER JOIN (
      SELECT
        "t9"."cle",
        COUNT("t9"."siret") AS "nb_siret",
        MAX(CASE WHEN "t9"."est_pme" IS NULL THEN 1 WHEN "t9"."est_pme" THEN 2 ELSE 0 END) AS "etat_pme"
      FROM (
        SELECT
          "t8"."cle",
          "t8"."type_identifiant",
          "t8"."identifiant",
          "t8"."siret",
          "t8"."siren",
          "t7"."siren_unite",
          "t7"."est_pme",
          "t7"."est_ess"
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
        ) AS "t8"
        LEFT OUTER JOIN (
          SELECT
            "t2"."siren" AS "siren_unite",
            "t2"."categorie_entreprise" = 'PME' AS "est_pme",
            "t2"."ess" AS "est_ess"
          FROM "ref_sirene_unites" AS "t2"
        ) AS "t7"
          ON "t8"."siren" = "t7"."siren_unite"
      ) AS "t9"
      GROUP BY
        1
    ) AS "t11"
      ON "t3"."cle" = "t11"."cle"
  ) AS "t12"
) AS "t13"
WHERE
  COALESCE("t13"."famille" = 'marche', FALSE)
