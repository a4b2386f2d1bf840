"""The transfer from aerial to satellite images, studied on simulated scenes as IGN studied it on real ones."""
