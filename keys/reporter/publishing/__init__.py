"""What leaves for publication: names changed, files cleaned again or as pixels, and a report of what to look at."""
