"""What this person needs: quantitative profile, assessment, pathway, and the offers that fit."""
