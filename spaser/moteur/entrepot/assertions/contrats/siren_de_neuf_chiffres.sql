SELECT acheteur_siren FROM records WHERE acheteur_siren IS NULL OR length(acheteur_siren) <> 9 LIMIT 1
