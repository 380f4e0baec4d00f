"""Documents: policy documents with their editions and acknowledgements, and books of numbered forms."""
