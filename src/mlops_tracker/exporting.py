"""The use cases of giving a study away: exports, and a part of a README."""
