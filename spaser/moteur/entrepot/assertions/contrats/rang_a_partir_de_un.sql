SELECT ligne, rang FROM records WHERE rang IS NULL OR rang < 1 LIMIT 1
