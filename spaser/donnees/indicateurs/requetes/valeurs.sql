SELECT
  "t45"."siren",
  "t45"."annee",
  "t45"."indicateur",
  "t45"."variante",
  "t45"."numerateur",
  "t45"."denominateur",
  "t45"."n",
  "t45"."inconnus",
  "t45"."total",
  "t45"."valeur",
  CASE
    WHEN "t45"."valeur" IS NOT NULL
    THEN CASE
      WHEN "t45"."variante" = 'total'
      THEN "t45"."numerateur"
      ELSE "t45"."numerateur" / NULLIF("t45"."total", 0)
    END
    ELSE NULL
  END AS "bas",
  CASE
    WHEN "t45"."valeur" IS NOT NULL
    THEN CASE
      WHEN "t45"."variante" = 'total'
      THEN "t45"."total"
      ELSE (
        "t45"."numerateur" + (
          "t45"."total" - "t45"."denominateur"
        )
      ) / NULLIF("t45"."total", 0)
    END
    ELSE NULL
  END AS "haut"
FROM (
  SELECT
    "t44"."siren",
    "t44"."annee",
    "t44"."ligne"."indicateur" AS "indicateur",
    "t44"."ligne"."variante" AS "variante",
    "t44"."ligne"."numerateur" AS "numerateur",
    "t44"."ligne"."denominateur" AS "denominateur",
    "t44"."ligne"."n" AS "n",
    "t44"."ligne"."inconnus" AS "inconnus",
    "t44"."ligne"."total" AS "total",
    CASE
      WHEN "t44"."ligne"."variante" = 'total'
      THEN "t44"."ligne"."numerateur"
      ELSE "t44"."ligne"."numerateur" / NULLIF("t44"."ligne"."denominateur", 0)
    END AS "valeur"
  FROM (
    SELECT
      "t43"."acheteur_siren" AS "siren",
      "t43"."annee",
      UNNEST("t43"."lignes") AS "ligne"
    FROM (
      SELECT
        "t42"."acheteur_siren",
        "t42"."annee",
        CAST([
          {'indicateur': 'SOC-01', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_01" > 0
            THEN CAST("t42"."oui_soc_01" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_01" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_soc_01" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'SOC-02', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_02" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_02", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_soc_02", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_soc_02" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'SOC-03', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_03" > 0
            THEN CAST("t42"."oui_soc_03" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_03" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_soc_03" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'SOC-03', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_03" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_03", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_soc_03", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_soc_03" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'SOC-04', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_04" > 0
            THEN CAST("t42"."oui_soc_04" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_04" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_soc_04" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'SOC-04', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_04" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_04", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_soc_04", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_soc_04" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'SOC-05', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_05" > 0
            THEN CAST("t42"."oui_soc_05" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_05" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_soc_05" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'SOC-06', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_06" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_06", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_soc_06", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_soc_06" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'SOC-06', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_06" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_06", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_soc_06" AS INT), 'total': CAST(COALESCE("t42"."e_oui_soc_06", 0) + (
            COALESCE("t42"."e_marches", 0) - COALESCE("t42"."e_connus_soc_06", 0)
          ) AS DOUBLE)},
          {'indicateur': 'SOC-18', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_18" > 0
            THEN CAST("t42"."oui_soc_18" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_18" AS DOUBLE), 'n': CAST("t42"."n_clause_sociale" AS INT), 'inconnus': CAST("t42"."n_clause_sociale" - "t42"."connus_soc_18" AS INT), 'total': CAST("t42"."n_clause_sociale" AS DOUBLE)},
          {'indicateur': 'SOC-20', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_20" > 0
            THEN CAST("t42"."oui_soc_20" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_20" AS DOUBLE), 'n': CAST("t42"."n_seuil_europeen" AS INT), 'inconnus': CAST("t42"."n_seuil_europeen" - "t42"."connus_soc_20" AS INT), 'total': CAST("t42"."n_seuil_europeen" AS DOUBLE)},
          {'indicateur': 'SOC-20', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_20" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_20", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_soc_20", 0) AS DOUBLE), 'n': CAST("t42"."ne_seuil_europeen" AS INT), 'inconnus': CAST("t42"."ne_seuil_europeen" - "t42"."ne_connus_soc_20" AS INT), 'total': CAST(COALESCE("t42"."e_seuil_europeen", 0) AS DOUBLE)},
          {'indicateur': 'SOC-20-critere', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_soc_20_critere" > 0
            THEN CAST("t42"."oui_soc_20_critere" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_soc_20_critere" AS DOUBLE), 'n': CAST("t42"."n_seuil_europeen" AS INT), 'inconnus': CAST("t42"."n_seuil_europeen" - "t42"."connus_soc_20_critere" AS INT), 'total': CAST("t42"."n_seuil_europeen" AS DOUBLE)},
          {'indicateur': 'SOC-20-critere', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_soc_20_critere" > 0
            THEN CAST(COALESCE("t42"."e_oui_soc_20_critere", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_soc_20_critere", 0) AS DOUBLE), 'n': CAST("t42"."ne_seuil_europeen" AS INT), 'inconnus': CAST("t42"."ne_seuil_europeen" - "t42"."ne_connus_soc_20_critere" AS INT), 'total': CAST(COALESCE("t42"."e_seuil_europeen", 0) AS DOUBLE)},
          {'indicateur': 'ENV-01', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_env_01" > 0
            THEN CAST("t42"."oui_env_01" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_env_01" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_env_01" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'ENV-02', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_env_02" > 0
            THEN CAST(COALESCE("t42"."e_oui_env_02", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_env_02", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_env_02" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'ENV-03', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_env_03" > 0
            THEN CAST("t42"."oui_env_03" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_env_03" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_env_03" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'ENV-03', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_env_03" > 0
            THEN CAST(COALESCE("t42"."e_oui_env_03", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_env_03", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_env_03" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'ENV-04', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_env_04" > 0
            THEN CAST("t42"."oui_env_04" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_env_04" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_env_04" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'ENV-04', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_env_04" > 0
            THEN CAST(COALESCE("t42"."e_oui_env_04", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_env_04", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_env_04" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'ENV-05', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_env_05" > 0
            THEN CAST("t42"."oui_env_05" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_env_05" AS DOUBLE), 'n': CAST("t42"."n_hors_defense" AS INT), 'inconnus': CAST("t42"."n_hors_defense" - "t42"."connus_env_05" AS INT), 'total': CAST("t42"."n_hors_defense" AS DOUBLE)},
          {'indicateur': 'ENV-05', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_env_05" > 0
            THEN CAST(COALESCE("t42"."e_oui_env_05", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_env_05", 0) AS DOUBLE), 'n': CAST("t42"."ne_hors_defense" AS INT), 'inconnus': CAST("t42"."ne_hors_defense" - "t42"."ne_connus_env_05" AS INT), 'total': CAST(COALESCE("t42"."e_hors_defense", 0) AS DOUBLE)},
          {'indicateur': 'ECO-05', 'variante': 'moyenne', 'numerateur': CASE
            WHEN "t42"."connus_eco_05" > 0
            THEN CAST("t42"."somme_eco_05" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_eco_05" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_eco_05" AS INT), 'total': CAST(NULL AS DOUBLE)},
          {'indicateur': 'ECO-08', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_eco_08" > 0
            THEN CAST("t42"."oui_eco_08" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_eco_08" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_eco_08" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'ECO-10', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_eco_10" > 0
            THEN CAST("t42"."oui_eco_10" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_eco_10" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_eco_10" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'ECO-10-actes', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_eco_10_actes" > 0
            THEN CAST("t42"."somme_eco_10_actes" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_avec_actes" AS INT), 'inconnus': CAST("t42"."n_avec_actes" - "t42"."connus_eco_10_actes" AS INT), 'total': CAST(CASE
            WHEN "t42"."n_avec_actes" = "t42"."connus_eco_10_actes"
            THEN "t42"."somme_eco_10_actes"
            ELSE NULL
          END AS DOUBLE)},
          {'indicateur': 'ECO-11', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_eco_11" > 0
            THEN CAST("t42"."oui_eco_11" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_eco_11" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_eco_11" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'ECO-11', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_eco_11" > 0
            THEN CAST(COALESCE("t42"."e_oui_eco_11", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_eco_11", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_eco_11" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'ECO-12-france', 'variante': 'moyenne', 'numerateur': CASE
            WHEN "t42"."connus_eco_12_france" > 0
            THEN "t42"."somme_eco_12_france"
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_eco_12_france" AS DOUBLE), 'n': CAST("t42"."n_origine_due" AS INT), 'inconnus': CAST("t42"."n_origine_due" - "t42"."connus_eco_12_france" AS INT), 'total': CAST("t42"."n_origine_due" AS DOUBLE)},
          {'indicateur': 'ECO-12-ue', 'variante': 'moyenne', 'numerateur': CASE WHEN "t42"."connus_eco_12_ue" > 0 THEN "t42"."somme_eco_12_ue" ELSE NULL END, 'denominateur': CAST("t42"."connus_eco_12_ue" AS DOUBLE), 'n': CAST("t42"."n_origine_due" AS INT), 'inconnus': CAST("t42"."n_origine_due" - "t42"."connus_eco_12_ue" AS INT), 'total': CAST("t42"."n_origine_due" AS DOUBLE)},
          {'indicateur': 'VOL-01', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_01" > 0
            THEN CAST("t42"."somme_vol_01" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_01" AS INT), 'total': CAST("t42"."somme_vol_01" + (
            "t42"."n_marches" - "t42"."connus_vol_01"
          ) AS DOUBLE)},
          {'indicateur': 'VOL-02', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_02" > 0
            THEN CAST("t42"."somme_vol_02" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_sans_double_compte" AS INT), 'inconnus': CAST("t42"."n_sans_double_compte" - "t42"."connus_vol_02" AS INT), 'total': CAST(CASE
            WHEN "t42"."n_sans_double_compte" = "t42"."connus_vol_02"
            THEN "t42"."somme_vol_02"
            ELSE NULL
          END AS DOUBLE)},
          {'indicateur': 'VOL-03', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_03" > 0
            THEN CAST("t42"."somme_vol_03" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_sans_double_compte" AS INT), 'inconnus': CAST("t42"."n_sans_double_compte" - "t42"."connus_vol_03" AS INT), 'total': CAST(CASE
            WHEN "t42"."n_sans_double_compte" = "t42"."connus_vol_03"
            THEN "t42"."somme_vol_03"
            ELSE NULL
          END AS DOUBLE)},
          {'indicateur': 'VOL-04', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_04" > 0
            THEN CAST("t42"."somme_vol_04" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_concessions" AS INT), 'inconnus': CAST("t42"."n_concessions" - "t42"."connus_vol_04" AS INT), 'total': CAST("t42"."somme_vol_04" + (
            "t42"."n_concessions" - "t42"."connus_vol_04"
          ) AS DOUBLE)},
          {'indicateur': 'VOL-05', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_05" > 0
            THEN CAST("t42"."somme_vol_05" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_concessions" AS INT), 'inconnus': CAST("t42"."n_concessions" - "t42"."connus_vol_05" AS INT), 'total': CAST(CASE
            WHEN "t42"."n_concessions" = "t42"."connus_vol_05"
            THEN "t42"."somme_vol_05"
            ELSE NULL
          END AS DOUBLE)},
          {'indicateur': 'VOL-06', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_06" > 0
            THEN CAST("t42"."somme_vol_06" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_06" AS INT), 'total': CAST(CASE
            WHEN "t42"."n_marches" = "t42"."connus_vol_06"
            THEN "t42"."somme_vol_06"
            ELSE NULL
          END AS DOUBLE)},
          {'indicateur': 'VOL-07', 'variante': 'nombre', 'numerateur': CASE
            WHEN "t42"."connus_vol_07" > 0
            THEN CAST("t42"."oui_vol_07" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST("t42"."connus_vol_07" AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_07" AS INT), 'total': CAST("t42"."n_marches" AS DOUBLE)},
          {'indicateur': 'VOL-07', 'variante': 'montant', 'numerateur': CASE
            WHEN "t42"."ne_connus_vol_07" > 0
            THEN CAST(COALESCE("t42"."e_oui_vol_07", 0) AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(COALESCE("t42"."e_connus_vol_07", 0) AS DOUBLE), 'n': CAST("t42"."ne_marches" AS INT), 'inconnus': CAST("t42"."ne_marches" - "t42"."ne_connus_vol_07" AS INT), 'total': CAST(COALESCE("t42"."e_marches", 0) AS DOUBLE)},
          {'indicateur': 'VOL-08', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_08" > 0
            THEN CAST("t42"."somme_vol_08" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_08" AS INT), 'total': CAST("t42"."somme_vol_08" + (
            "t42"."n_marches" - "t42"."connus_vol_08"
          ) AS DOUBLE)},
          {'indicateur': 'VOL-09', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_09" > 0
            THEN CAST("t42"."somme_vol_09" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_09" AS INT), 'total': CAST("t42"."somme_vol_09" + (
            "t42"."n_marches" - "t42"."connus_vol_09"
          ) AS DOUBLE)},
          {'indicateur': 'VOL-10', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_10" > 0
            THEN CAST("t42"."somme_vol_10" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_10" AS INT), 'total': CAST("t42"."somme_vol_10" + (
            "t42"."n_marches" - "t42"."connus_vol_10"
          ) AS DOUBLE)},
          {'indicateur': 'VOL-11', 'variante': 'total', 'numerateur': CASE
            WHEN "t42"."connus_vol_11" > 0
            THEN CAST("t42"."somme_vol_11" AS DOUBLE)
            ELSE NULL
          END, 'denominateur': CAST(NULL AS DOUBLE), 'n': CAST("t42"."n_marches" AS INT), 'inconnus': CAST("t42"."n_marches" - "t42"."connus_vol_11" AS INT), 'total': CAST("t42"."somme_vol_11" + (
            "t42"."n_marches" - "t42"."connus_vol_11"
          ) AS DOUBLE)}
        ] AS STRUCT(
          "indicateur" TEXT,
          "variante" TEXT,
          "numerateur" DOUBLE,
          "denominateur" DOUBLE,
          "n" INT,
          "inconnus" INT,
          "total" DOUBLE
        )[]) AS "lignes"
      FROM (
        SELECT
          "t41"."acheteur_siren",
          "t41"."annee",
          COUNT(CASE WHEN "t41"."p_marches" THEN 1 ELSE NULL END) AS "n_marches",
          COUNT(CASE WHEN "t41"."v_soc_01" THEN 1 ELSE NULL END) AS "oui_soc_01",
          COUNT("t41"."v_soc_01") AS "connus_soc_01",
          COUNT(CASE WHEN "t41"."p_marches" THEN "t41"."montant_utile" ELSE NULL END) AS "ne_marches",
          SUM(CASE WHEN "t41"."p_marches" THEN "t41"."montant_utile" ELSE NULL END) AS "e_marches",
          SUM(CASE WHEN "t41"."v_soc_02" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_soc_02",
          SUM(CASE WHEN "t41"."v_soc_02" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_soc_02",
          COUNT(CASE WHEN "t41"."v_soc_02" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_soc_02",
          COUNT(CASE WHEN "t41"."v_soc_03" THEN 1 ELSE NULL END) AS "oui_soc_03",
          COUNT("t41"."v_soc_03") AS "connus_soc_03",
          SUM(CASE WHEN "t41"."v_soc_03" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_soc_03",
          SUM(CASE WHEN "t41"."v_soc_03" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_soc_03",
          COUNT(CASE WHEN "t41"."v_soc_03" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_soc_03",
          COUNT(CASE WHEN "t41"."v_soc_04" THEN 1 ELSE NULL END) AS "oui_soc_04",
          COUNT("t41"."v_soc_04") AS "connus_soc_04",
          SUM(CASE WHEN "t41"."v_soc_04" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_soc_04",
          SUM(CASE WHEN "t41"."v_soc_04" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_soc_04",
          COUNT(CASE WHEN "t41"."v_soc_04" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_soc_04",
          COUNT(CASE WHEN "t41"."v_soc_05" THEN 1 ELSE NULL END) AS "oui_soc_05",
          COUNT("t41"."v_soc_05") AS "connus_soc_05",
          SUM(CASE WHEN "t41"."v_soc_06" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_soc_06",
          SUM(CASE WHEN "t41"."v_soc_06" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_soc_06",
          COUNT(CASE WHEN "t41"."v_soc_06" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_soc_06",
          COUNT(CASE WHEN "t41"."p_clause_sociale" THEN 1 ELSE NULL END) AS "n_clause_sociale",
          COUNT(CASE WHEN "t41"."v_soc_18" THEN 1 ELSE NULL END) AS "oui_soc_18",
          COUNT("t41"."v_soc_18") AS "connus_soc_18",
          COUNT(CASE WHEN "t41"."p_seuil_europeen" THEN 1 ELSE NULL END) AS "n_seuil_europeen",
          COUNT(CASE WHEN "t41"."p_seuil_europeen" THEN "t41"."montant_utile" ELSE NULL END) AS "ne_seuil_europeen",
          SUM(CASE WHEN "t41"."p_seuil_europeen" THEN "t41"."montant_utile" ELSE NULL END) AS "e_seuil_europeen",
          COUNT(CASE WHEN "t41"."v_soc_20" THEN 1 ELSE NULL END) AS "oui_soc_20",
          COUNT("t41"."v_soc_20") AS "connus_soc_20",
          SUM(CASE WHEN "t41"."v_soc_20" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_soc_20",
          SUM(CASE WHEN "t41"."v_soc_20" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_soc_20",
          COUNT(CASE WHEN "t41"."v_soc_20" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_soc_20",
          COUNT(CASE WHEN "t41"."v_soc_20_critere" THEN 1 ELSE NULL END) AS "oui_soc_20_critere",
          COUNT("t41"."v_soc_20_critere") AS "connus_soc_20_critere",
          SUM(CASE WHEN "t41"."v_soc_20_critere" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_soc_20_critere",
          SUM(
            CASE
              WHEN "t41"."v_soc_20_critere" IS NOT NULL
              THEN "t41"."montant_utile"
              ELSE NULL
            END
          ) AS "e_connus_soc_20_critere",
          COUNT(
            CASE
              WHEN "t41"."v_soc_20_critere" IS NOT NULL
              THEN "t41"."montant_utile"
              ELSE NULL
            END
          ) AS "ne_connus_soc_20_critere",
          COUNT(CASE WHEN "t41"."v_env_01" THEN 1 ELSE NULL END) AS "oui_env_01",
          COUNT("t41"."v_env_01") AS "connus_env_01",
          SUM(CASE WHEN "t41"."v_env_02" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_env_02",
          SUM(CASE WHEN "t41"."v_env_02" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_env_02",
          COUNT(CASE WHEN "t41"."v_env_02" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_env_02",
          COUNT(CASE WHEN "t41"."v_env_03" THEN 1 ELSE NULL END) AS "oui_env_03",
          COUNT("t41"."v_env_03") AS "connus_env_03",
          SUM(CASE WHEN "t41"."v_env_03" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_env_03",
          SUM(CASE WHEN "t41"."v_env_03" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_env_03",
          COUNT(CASE WHEN "t41"."v_env_03" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_env_03",
          COUNT(CASE WHEN "t41"."v_env_04" THEN 1 ELSE NULL END) AS "oui_env_04",
          COUNT("t41"."v_env_04") AS "connus_env_04",
          SUM(CASE WHEN "t41"."v_env_04" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_env_04",
          SUM(CASE WHEN "t41"."v_env_04" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_env_04",
          COUNT(CASE WHEN "t41"."v_env_04" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_env_04",
          COUNT(CASE WHEN "t41"."p_hors_defense" THEN 1 ELSE NULL END) AS "n_hors_defense",
          COUNT(CASE WHEN "t41"."p_hors_defense" THEN "t41"."montant_utile" ELSE NULL END) AS "ne_hors_defense",
          SUM(CASE WHEN "t41"."p_hors_defense" THEN "t41"."montant_utile" ELSE NULL END) AS "e_hors_defense",
          COUNT(CASE WHEN "t41"."v_env_05" THEN 1 ELSE NULL END) AS "oui_env_05",
          COUNT("t41"."v_env_05") AS "connus_env_05",
          SUM(CASE WHEN "t41"."v_env_05" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_env_05",
          SUM(CASE WHEN "t41"."v_env_05" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_env_05",
          COUNT(CASE WHEN "t41"."v_env_05" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_env_05",
          SUM("t41"."v_eco_05") AS "somme_eco_05",
          COUNT("t41"."v_eco_05") AS "connus_eco_05",
          COUNT(CASE WHEN "t41"."v_eco_08" THEN 1 ELSE NULL END) AS "oui_eco_08",
          COUNT("t41"."v_eco_08") AS "connus_eco_08",
          COUNT(CASE WHEN "t41"."v_eco_10" THEN 1 ELSE NULL END) AS "oui_eco_10",
          COUNT("t41"."v_eco_10") AS "connus_eco_10",
          COUNT(CASE WHEN "t41"."p_avec_actes" THEN 1 ELSE NULL END) AS "n_avec_actes",
          SUM("t41"."v_eco_10_actes") AS "somme_eco_10_actes",
          COUNT("t41"."v_eco_10_actes") AS "connus_eco_10_actes",
          COUNT(CASE WHEN "t41"."v_eco_11" THEN 1 ELSE NULL END) AS "oui_eco_11",
          COUNT("t41"."v_eco_11") AS "connus_eco_11",
          SUM(CASE WHEN "t41"."v_eco_11" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_eco_11",
          SUM(CASE WHEN "t41"."v_eco_11" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_eco_11",
          COUNT(CASE WHEN "t41"."v_eco_11" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_eco_11",
          COUNT(CASE WHEN "t41"."p_origine_due" THEN 1 ELSE NULL END) AS "n_origine_due",
          SUM("t41"."v_eco_12_france") AS "somme_eco_12_france",
          COUNT("t41"."v_eco_12_france") AS "connus_eco_12_france",
          SUM("t41"."v_eco_12_ue") AS "somme_eco_12_ue",
          COUNT("t41"."v_eco_12_ue") AS "connus_eco_12_ue",
          SUM("t41"."v_vol_01") AS "somme_vol_01",
          COUNT("t41"."v_vol_01") AS "connus_vol_01",
          COUNT(CASE WHEN "t41"."p_sans_double_compte" THEN 1 ELSE NULL END) AS "n_sans_double_compte",
          SUM("t41"."v_vol_02") AS "somme_vol_02",
          COUNT("t41"."v_vol_02") AS "connus_vol_02",
          SUM("t41"."v_vol_03") AS "somme_vol_03",
          COUNT("t41"."v_vol_03") AS "connus_vol_03",
          COUNT(CASE WHEN "t41"."p_concessions" THEN 1 ELSE NULL END) AS "n_concessions",
          SUM("t41"."v_vol_04") AS "somme_vol_04",
          COUNT("t41"."v_vol_04") AS "connus_vol_04",
          SUM("t41"."v_vol_05") AS "somme_vol_05",
          COUNT("t41"."v_vol_05") AS "connus_vol_05",
          SUM("t41"."v_vol_06") AS "somme_vol_06",
          COUNT("t41"."v_vol_06") AS "connus_vol_06",
          COUNT(CASE WHEN "t41"."v_vol_07" THEN 1 ELSE NULL END) AS "oui_vol_07",
          COUNT("t41"."v_vol_07") AS "connus_vol_07",
          SUM(CASE WHEN "t41"."v_vol_07" THEN "t41"."montant_utile" ELSE NULL END) AS "e_oui_vol_07",
          SUM(CASE WHEN "t41"."v_vol_07" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "e_connus_vol_07",
          COUNT(CASE WHEN "t41"."v_vol_07" IS NOT NULL THEN "t41"."montant_utile" ELSE NULL END) AS "ne_connus_vol_07",
          SUM("t41"."v_vol_08") AS "somme_vol_08",
          COUNT("t41"."v_vol_08") AS "connus_vol_08",
          SUM("t41"."v_vol_09") AS "somme_vol_09",
          COUNT("t41"."v_vol_09") AS "connus_vol_09",
          SUM("t41"."v_vol_10") AS "somme_vol_10",
          COUNT("t41"."v_vol_10") AS "connus_vol_10",
          SUM("t41"."v_vol_11") AS "somme_vol_11",
          COUNT("t41"."v_vol_11") AS "connus_vol_11"
        FROM (
          SELECT
            "t40"."acheteur_siren",
            "t40"."annee",
            "t40"."montant_utile",
            "t40"."p_marches",
            "t40"."p_clause_sociale",
            "t40"."p_seuil_europeen",
            "t40"."p_hors_defense",
            "t40"."p_avec_actes",
            "t40"."p_origine_due",
            "t40"."p_sans_double_compte",
            "t40"."p_concessions",
            CASE WHEN "t40"."p_marches" THEN "t40"."social" ELSE NULL END AS "v_soc_01",
            CASE WHEN "t40"."p_marches" THEN "t40"."social" ELSE NULL END AS "v_soc_02",
            CASE WHEN "t40"."p_marches" THEN "t40"."clause_sociale" ELSE NULL END AS "v_soc_03",
            CASE WHEN "t40"."p_marches" THEN "t40"."critere_social" ELSE NULL END AS "v_soc_04",
            CASE WHEN "t40"."p_marches" THEN "t40"."reserve" ELSE NULL END AS "v_soc_05",
            CASE WHEN "t40"."p_marches" THEN "t40"."reserve" ELSE NULL END AS "v_soc_06",
            CASE
              WHEN "t40"."p_clause_sociale"
              THEN "t40"."categorie" IN ('fournitures', 'services')
              ELSE NULL
            END AS "v_soc_18",
            CASE
              WHEN "t40"."p_seuil_europeen"
              THEN "t40"."clause_sociale" OR "t40"."reserve"
              ELSE NULL
            END AS "v_soc_20",
            CASE
              WHEN "t40"."p_seuil_europeen"
              THEN "t40"."critere_social" AND NOT (
                "t40"."clause_sociale" OR "t40"."reserve"
              )
              ELSE NULL
            END AS "v_soc_20_critere",
            CASE WHEN "t40"."p_marches" THEN "t40"."environnement" ELSE NULL END AS "v_env_01",
            CASE WHEN "t40"."p_marches" THEN "t40"."environnement" ELSE NULL END AS "v_env_02",
            CASE WHEN "t40"."p_marches" THEN "t40"."critere_environnemental" ELSE NULL END AS "v_env_03",
            CASE WHEN "t40"."p_marches" THEN "t40"."clause_environnementale" ELSE NULL END AS "v_env_04",
            CASE
              WHEN "t40"."p_hors_defense"
              THEN "t40"."clause_environnementale" AND "t40"."critere_environnemental"
              ELSE NULL
            END AS "v_env_05",
            CASE WHEN "t40"."p_marches" THEN NULLIF("t40"."offres_recues", 0) ELSE NULL END AS "v_eco_05",
            CASE WHEN "t40"."p_marches" THEN "t40"."avance" ELSE NULL END AS "v_eco_08",
            CASE WHEN "t40"."p_marches" THEN "t40"."sous_traitance" ELSE NULL END AS "v_eco_10",
            CASE WHEN "t40"."p_avec_actes" THEN "t40"."montant_actes" ELSE NULL END AS "v_eco_10_actes",
            CASE WHEN "t40"."p_marches" THEN "t40"."innovant" ELSE NULL END AS "v_eco_11",
            CASE WHEN "t40"."p_origine_due" THEN "t40"."origine_france" ELSE NULL END AS "v_eco_12_france",
            CASE WHEN "t40"."p_origine_due" THEN "t40"."origine_ue" ELSE NULL END AS "v_eco_12_ue",
            CASE
              WHEN "t40"."p_marches"
              THEN CAST("t40"."famille" IS NOT NULL AS BIGINT)
              ELSE NULL
            END AS "v_vol_01",
            CASE WHEN "t40"."p_sans_double_compte" THEN "t40"."montant_utile" ELSE NULL END AS "v_vol_02",
            CASE
              WHEN "t40"."p_sans_double_compte"
              THEN CASE WHEN "t40"."montant_utile" IS NOT NULL THEN "t40"."montant" ELSE NULL END
              ELSE NULL
            END AS "v_vol_03",
            CASE
              WHEN "t40"."p_concessions"
              THEN CAST("t40"."famille" IS NOT NULL AS BIGINT)
              ELSE NULL
            END AS "v_vol_04",
            CASE WHEN "t40"."p_concessions" THEN "t40"."montant_utile" ELSE NULL END AS "v_vol_05",
            CASE WHEN "t40"."p_marches" THEN "t40"."nouveaux_titulaires" ELSE NULL END AS "v_vol_06",
            CASE WHEN "t40"."p_marches" THEN "t40"."accord_cadre" ELSE NULL END AS "v_vol_07",
            CASE WHEN "t40"."p_marches" THEN CAST("t40"."double_compte" AS BIGINT) ELSE NULL END AS "v_vol_08",
            CASE
              WHEN "t40"."p_marches"
              THEN CAST("t40"."montant_suspicion" IS NOT NULL AS BIGINT)
              ELSE NULL
            END AS "v_vol_09",
            CASE
              WHEN "t40"."p_marches"
              THEN CAST("t40"."montant_utile" IS NULL AS BIGINT)
              ELSE NULL
            END AS "v_vol_10",
            CASE WHEN "t40"."p_marches" THEN CAST("t40"."format" = 'v1' AS BIGINT) ELSE NULL END AS "v_vol_11"
          FROM (
            SELECT
              "t39"."cle",
              "t39"."acheteur_siren",
              "t39"."annee",
              "t39"."famille",
              "t39"."format",
              "t39"."nature",
              "t39"."cpv",
              "t39"."categorie",
              "t39"."accord_cadre",
              "t39"."double_compte",
              "t39"."date_notification",
              "t39"."montant_initial",
              "t39"."montant",
              "t39"."montant_suspicion",
              "t39"."montant_utile",
              "t39"."avance",
              "t39"."offres_recues",
              "t39"."sous_traitance",
              "t39"."innovant",
              "t39"."origine_ue",
              "t39"."origine_france",
              "t39"."social",
              "t39"."clause_sociale",
              "t39"."critere_social",
              "t39"."reserve",
              "t39"."environnement",
              "t39"."clause_environnementale",
              "t39"."critere_environnemental",
              "t39"."nb_siret",
              "t39"."nb_identifies",
              "t39"."premiers_titulaires",
              "t39"."nouveaux_titulaires",
              "t39"."seuil_ue",
              COALESCE("t39"."nb_actes", 0) AS "nb_actes",
              "t39"."nb_chiffres",
              "t39"."somme_actes",
              CASE
                WHEN (
                  "t39"."nb_chiffres" = "t39"."nb_actes"
                )
                AND (
                  "t39"."somme_actes" <= GREATEST("t39"."montant_initial", "t39"."montant")
                )
                THEN "t39"."somme_actes"
                ELSE NULL
              END AS "montant_actes",
              COALESCE("t39"."famille" = 'marche', FALSE) AS "p_marches",
              COALESCE((
                "t39"."famille" = 'marche'
              ) AND "t39"."clause_sociale", FALSE) AS "p_clause_sociale",
              COALESCE(
                (
                  "t39"."famille" = 'marche'
                )
                AND (
                  COALESCE("t39"."nature", '') <> 'Marché de défense ou de sécurité'
                )
                AND (
                  "t39"."montant_utile" >= "t39"."seuil_ue"
                ),
                FALSE
              ) AS "p_seuil_europeen",
              COALESCE(
                (
                  "t39"."famille" = 'marche'
                )
                AND (
                  COALESCE("t39"."nature", '') <> 'Marché de défense ou de sécurité'
                ),
                FALSE
              ) AS "p_hors_defense",
              COALESCE(
                (
                  "t39"."famille" = 'marche'
                ) AND (
                  COALESCE("t39"."nb_actes", 0) > 0
                ),
                FALSE
              ) AS "p_avec_actes",
              COALESCE(
                (
                  "t39"."famille" = 'marche'
                )
                AND (
                  "t39"."cpv" BETWEEN '15100000' AND '15982200'
                  OR "t39"."cpv" BETWEEN '18100000' AND '18453000'
                  OR "t39"."cpv" BETWEEN '18800000' AND '18843000'
                  OR "t39"."cpv" BETWEEN '33100000' AND '33198200'
                  OR "t39"."cpv" BETWEEN '33600000' AND '33698300'
                  OR "t39"."cpv" BETWEEN '34100000' AND '34144910'
                  OR "t39"."cpv" BETWEEN '34510000' AND '34522700'
                  OR "t39"."cpv" BETWEEN '34600000' AND '34622500'
                  OR "t39"."cpv" BETWEEN '34710000' AND '34722200'
                ),
                FALSE
              ) AS "p_origine_due",
              COALESCE((
                "t39"."famille" = 'marche'
              ) AND NOT (
                "t39"."double_compte"
              ), FALSE) AS "p_sans_double_compte",
              COALESCE("t39"."famille" = 'concession', FALSE) AS "p_concessions"
            FROM (
              SELECT
                "t38".*
                EXCLUDE ("cle_right")
              FROM (
                SELECT
                  "t37"."cle",
                  "t37"."acheteur_siren",
                  "t37"."annee",
                  "t37"."famille",
                  "t37"."format",
                  "t37"."nature",
                  "t37"."cpv",
                  "t37"."categorie",
                  "t37"."accord_cadre",
                  "t37"."double_compte",
                  "t37"."date_notification",
                  "t37"."montant_initial",
                  "t37"."montant",
                  "t37"."montant_suspicion",
                  "t37"."montant_utile",
                  "t37"."avance",
                  "t37"."offres_recues",
                  "t37"."sous_traitance",
                  "t37"."innovant",
                  "t37"."origine_ue",
                  "t37"."origine_france",
                  "t37"."social",
                  "t37"."clause_sociale",
                  "t37"."critere_social",
                  "t37"."reserve",
                  "t37"."environnement",
                  "t37"."clause_environnementale",
                  "t37"."critere_environnemental",
                  "t37"."nb_siret",
                  "t37"."nb_identifies",
                  "t37"."premiers_titulaires",
                  "t37"."nouveaux_titulaires",
                  "t37"."seuil_ue",
                  "t15"."cle" AS "cle_right",
                  "t15"."nb_actes",
                  "t15"."nb_chiffres",
                  "t15"."somme_actes"
                FROM (
                  SELECT
                    "t35"."cle",
                    "t35"."acheteur_siren",
                    "t35"."annee",
                    "t35"."famille",
                    "t35"."format",
                    "t35"."nature",
                    "t35"."cpv",
                    "t35"."categorie",
                    "t35"."accord_cadre",
                    "t35"."double_compte",
                    "t35"."date_notification",
                    "t35"."montant_initial",
                    "t35"."montant",
                    "t35"."montant_suspicion",
                    "t35"."montant_utile",
                    "t35"."avance",
                    "t35"."offres_recues",
                    "t35"."sous_traitance",
                    "t35"."innovant",
                    "t35"."origine_ue",
                    "t35"."origine_france",
                    "t35"."social",
                    "t35"."clause_sociale",
                    "t35"."critere_social",
                    "t35"."reserve",
                    "t35"."environnement",
                    "t35"."clause_environnementale",
                    "t35"."critere_environnemental",
                    "t35"."nb_siret",
                    "t35"."nb_identifies",
                    "t35"."premiers_titulaires",
                    "t35"."nouveaux_titulaires",
                    CASE
                      WHEN "t35"."categorie" = 'travaux'
                      THEN "t35"."seuil_travaux"
                      WHEN "t35"."categorie" IN ('fournitures', 'services')
                      THEN "t35"."seuil_autres"
                      ELSE NULL
                    END AS "seuil_ue"
                  FROM (
                    SELECT
                      "t34"."cle",
                      "t34"."acheteur_siren",
                      "t34"."annee",
                      "t34"."famille",
                      "t34"."format",
                      "t34"."nature",
                      "t34"."cpv",
                      "t34"."categorie",
                      "t34"."accord_cadre",
                      "t34"."double_compte",
                      "t34"."date_notification",
                      "t34"."montant_initial",
                      "t34"."montant",
                      "t34"."montant_suspicion",
                      "t34"."montant_utile",
                      "t34"."avance",
                      "t34"."offres_recues",
                      "t34"."sous_traitance",
                      "t34"."innovant",
                      "t34"."origine_ue",
                      "t34"."origine_france",
                      "t34"."social",
                      "t34"."clause_sociale",
                      "t34"."critere_social",
                      "t34"."reserve",
                      "t34"."environnement",
                      "t34"."clause_environnementale",
                      "t34"."critere_environnemental",
                      "t34"."nb_siret",
                      "t34"."nb_identifies",
                      "t34"."premiers_titulaires",
                      "t34"."nouveaux_titulaires",
                      "t23"."jour",
                      "t23"."seuil_travaux",
                      "t23"."seuil_autres"
                    FROM (
                      SELECT
                        "t32"."cle",
                        "t32"."acheteur_siren",
                        "t32"."annee",
                        "t32"."famille",
                        "t32"."format",
                        "t32"."nature",
                        "t32"."cpv",
                        "t32"."categorie",
                        "t32"."accord_cadre",
                        "t32"."double_compte",
                        "t32"."date_notification",
                        "t32"."montant_initial",
                        "t32"."montant",
                        "t32"."montant_suspicion",
                        "t32"."montant_utile",
                        "t32"."avance",
                        "t32"."offres_recues",
                        "t32"."sous_traitance",
                        "t32"."innovant",
                        "t32"."origine_ue",
                        "t32"."origine_france",
                        "t32"."social",
                        "t32"."clause_sociale",
                        "t32"."critere_social",
                        "t32"."reserve",
                        "t32"."environnement",
                        "t32"."clause_environnementale",
                        "t32"."critere_environnemental",
                        "t32"."nb_siret",
                        "t32"."nb_identifies",
                        "t32"."premiers_titulaires",
                        CASE
                          WHEN COALESCE("t32"."nb_identifies", 0) > 0
                          THEN COALESCE("t32"."premiers_titulaires", 0)
                          ELSE NULL
                        END AS "nouveaux_titulaires"
                      FROM (
                        SELECT
                          "t31".*
                          EXCLUDE ("cle_right")
                        FROM (
                          SELECT
                            "t26"."cle",
                            "t26"."acheteur_siren",
                            "t26"."annee",
                            "t26"."famille",
                            "t26"."format",
                            "t26"."nature",
                            "t26"."cpv",
                            "t26"."categorie",
                            "t26"."accord_cadre",
                            "t26"."double_compte",
                            "t26"."date_notification",
                            "t26"."montant_initial",
                            "t26"."montant",
                            "t26"."montant_suspicion",
                            "t26"."montant_utile",
                            "t26"."avance",
                            "t26"."offres_recues",
                            "t26"."sous_traitance",
                            "t26"."innovant",
                            "t26"."origine_ue",
                            "t26"."origine_france",
                            "t26"."social",
                            "t26"."clause_sociale",
                            "t26"."critere_social",
                            "t26"."reserve",
                            "t26"."environnement",
                            "t26"."clause_environnementale",
                            "t26"."critere_environnemental",
                            "t26"."nb_siret",
                            "t26"."nb_identifies",
                            "t30"."cle" AS "cle_right",
                            "t30"."premiers_titulaires"
                          FROM (
                            SELECT
                              "t24".*
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
                                "t19"."cle" AS "cle_right",
                                "t19"."nb_siret",
                                "t19"."nb_identifies"
                              FROM "marches" AS "t4"
                              LEFT OUTER JOIN (
                                SELECT
                                  "t13"."cle",
                                  COUNT("t13"."siret") AS "nb_siret",
                                  COUNT(COALESCE("t13"."siren", "t13"."type_identifiant" || ':' || "t13"."identifiant")) AS "nb_identifies"
                                FROM (
                                  SELECT
                                    "t10".*
                                    EXCLUDE ("modification")
                                  FROM (
                                    SELECT
                                      *
                                    FROM "titulaires" AS "t3"
                                    WHERE
                                      "t3"."modification" = 0
                                  ) AS "t10"
                                ) AS "t13"
                                GROUP BY
                                  1
                              ) AS "t19"
                                ON "t4"."cle" = "t19"."cle"
                            ) AS "t24"
                          ) AS "t26"
                          LEFT OUTER JOIN (
                            SELECT
                              "t28"."cle",
                              COUNT("t28"."qui") AS "premiers_titulaires"
                            FROM (
                              SELECT
                                "t27"."acheteur_siren",
                                "t27"."annee",
                                "t27"."qui",
                                MIN("t27"."cle") AS "cle"
                              FROM (
                                SELECT
                                  "t22"."cle",
                                  "t22"."qui",
                                  "t11"."acheteur_siren",
                                  "t11"."annee"
                                FROM (
                                  SELECT
                                    *
                                  FROM (
                                    SELECT
                                      "t13"."cle",
                                      COALESCE("t13"."siren", "t13"."type_identifiant" || ':' || "t13"."identifiant") AS "qui"
                                    FROM (
                                      SELECT
                                        "t10".*
                                        EXCLUDE ("modification")
                                      FROM (
                                        SELECT
                                          *
                                        FROM "titulaires" AS "t3"
                                        WHERE
                                          "t3"."modification" = 0
                                      ) AS "t10"
                                    ) AS "t13"
                                  ) AS "t17"
                                  WHERE
                                    "t17"."qui" IS NOT NULL
                                ) AS "t22"
                                INNER JOIN (
                                  SELECT
                                    "t1"."cle",
                                    "t1"."acheteur_siren",
                                    "t1"."annee"
                                  FROM "marches" AS "t1"
                                  WHERE
                                    "t1"."famille" = 'marche'
                                ) AS "t11"
                                  ON "t22"."cle" = "t11"."cle"
                              ) AS "t27"
                              GROUP BY
                                1,
                                2,
                                3
                            ) AS "t28"
                            GROUP BY
                              1
                          ) AS "t30"
                            ON "t26"."cle" = "t30"."cle"
                        ) AS "t31"
                      ) AS "t32"
                    ) AS "t34"
                    LEFT OUTER JOIN (
                      SELECT
                        "t16"."jour",
                        MAX("t16"."montant") FILTER(WHERE
                          "t16"."nature" = 'travaux') AS "seuil_travaux",
                        MAX("t16"."montant") FILTER(WHERE
                          "t16"."nature" = 'fournitures_services') AS "seuil_autres"
                      FROM (
                        SELECT
                          "t7"."jour",
                          "t12"."nature",
                          "t12"."type_acheteur",
                          "t12"."debut",
                          "t12"."fin",
                          "t12"."montant"
                        FROM (
                          SELECT DISTINCT
                            "t1"."date_notification" AS "jour"
                          FROM "marches" AS "t1"
                        ) AS "t7"
                        INNER JOIN (
                          SELECT
                            *
                          FROM "ref_seuils" AS "t2"
                          WHERE
                            "t2"."type_acheteur" = 'pouvoir_adjudicateur'
                        ) AS "t12"
                          ON "t12"."debut" <= "t7"."jour"
                          AND (
                            (
                              "t12"."fin" IS NULL
                            ) OR (
                              "t12"."fin" >= "t7"."jour"
                            )
                          )
                      ) AS "t16"
                      GROUP BY
                        1
                    ) AS "t23"
                      ON "t34"."date_notification" = "t23"."jour"
                  ) AS "t35"
                ) AS "t37"
                LEFT OUTER JOIN (
                  SELECT
                    "t6"."cle",
                    COUNT(*) AS "nb_actes",
                    COUNT("t6"."montant") AS "nb_chiffres",
                    SUM("t6"."montant") AS "somme_actes"
                  FROM (
                    SELECT
                      *
                    FROM "sous_traitances" AS "t0"
                    WHERE
                      "t0"."genre" = 'acte'
                  ) AS "t6"
                  GROUP BY
                    1
                ) AS "t15"
                  ON "t37"."cle" = "t15"."cle"
              ) AS "t38"
            ) AS "t39"
          ) AS "t40"
        ) AS "t41"
        GROUP BY
          1,
          2
      ) AS "t42"
      ORDER BY
        "t42"."acheteur_siren" ASC,
        "t42"."annee" ASC
    ) AS "t43"
  ) AS "t44"
  WHERE
    "t44"."ligne"."n" > 0
) AS "t45"
