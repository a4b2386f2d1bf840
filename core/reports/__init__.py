"""Pages for people: self-contained HTML with figures, in the user's language."""
