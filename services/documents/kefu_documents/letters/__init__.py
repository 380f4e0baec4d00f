"""Letters and notices: their versioned templates, and the drawing of them as PDF."""
