"""The demonstration models: their scenes, their recipe, their test."""
