SELECT siren, annee, indicateur, variante, bas, valeur, haut FROM valeurs WHERE bas > valeur + 1e-9 OR valeur > haut + 1e-9 LIMIT 1
