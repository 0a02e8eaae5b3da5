SELECT
  "t7"."cle",
  CASE
    WHEN CASE
      WHEN (
        "t7"."nb_chiffres" = "t7"."nb_actes"
      )
      AND (
        "t7"."somme_actes" <= GREATEST("t7"."montant_initial", "t7"."montant")
      )
      THEN "t7"."somme_actes"
      ELSE NULL
    END IS NULL
    THEN 'inconnu'
    WHEN CASE
      WHEN (
        "t7"."nb_chiffres" = "t7"."nb_actes"
      )
      AND (
        "t7"."somme_actes" <= GREATEST("t7"."montant_initial", "t7"."montant")
      )
      THEN "t7"."somme_actes"
      ELSE NULL
    END > 0
    THEN 'compte'
    ELSE 'non_compte'
  END AS "etat",
  CAST(COALESCE(
    CASE
      WHEN (
        "t7"."nb_chiffres" = "t7"."nb_actes"
      )
      AND (
        "t7"."somme_actes" <= GREATEST("t7"."montant_initial", "t7"."montant")
      )
      THEN "t7"."somme_actes"
      ELSE NULL
    END,
    "t7"."montant_initial"
  ) AS DOUBLE) AS "montant",
  "t7"."montant_utile" IS NOT NULL AS "pese"
FROM (
  SELECT
    "t6".*
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
      "t5"."cle" AS "cle_right",
      "t5"."nb_actes",
      "t5"."nb_chiffres",
      "t5"."somme_actes"
    FROM "marches_choisis" AS "t2"
    LEFT OUTER JOIN (
      SELECT
        "t3"."cle",
        COUNT(*) AS "nb_actes",
        COUNT("t3"."montant") AS "nb_chiffres",
        SUM("t3"."montant") AS "somme_actes"
      FROM (
        SELECT
          *
        FROM "sous_traitances_choisis" AS "t1"
        WHERE
          "t1"."genre" = 'acte'
      ) AS "t3"
      GROUP BY
        1
    ) AS "t5"
      ON "t2"."cle" = "t5"."cle"
  ) AS "t6"
) AS "t7"
WHERE
  COALESCE((
    "t7"."famille" = 'marche'
  ) AND (
    COALESCE("t7"."nb_actes", 0) > 0
  ), FALSE)
