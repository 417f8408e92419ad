"""What the pages of hand-offs show, and the dossiers that they export."""
