SELECT cle FROM marches WHERE social <> (clause_sociale OR critere_social OR reserve) LIMIT 1
