"""How often a rule picks the best normalisation: scenes with known truth, and the ways in which scenes differ."""
