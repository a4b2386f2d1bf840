"""Rasters: products, grids, stacking, normalisation, tiling, writing."""
