SELECT acheteur_siren FROM marches ANTI JOIN acheteurs ON acheteur_siren = siren LIMIT 1
