"""What a source runs: the command `tip` here, the page in web/."""
