"""The tutorial's work, measured: a handful of polygons on the sample scene, and what fine-tuning makes of them."""
