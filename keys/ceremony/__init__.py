"""The admin's offline machine: makes root keys, certifies, rotates, revokes."""
