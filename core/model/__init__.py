"""The network, the passport its file carries, and inference."""
