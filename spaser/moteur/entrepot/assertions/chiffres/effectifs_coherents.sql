SELECT siren, indicateur, n FROM valeurs WHERE n <= 0 OR inconnus < 0 OR inconnus > n LIMIT 1
