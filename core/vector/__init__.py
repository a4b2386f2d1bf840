"""Vector files, read with pyogrio and shapely."""
