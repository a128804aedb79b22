"""Shelter: the houses, the beds, and her stay; known to the women's union and to nobody else."""
