"""The online server: takes sealed letters and parcels, hands out what the newsroom signed; it can open nothing."""
