"""What the rectangles of 'Suggest annotations' bring, beside random ones of the same area."""
