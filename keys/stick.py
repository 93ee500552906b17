"""What lies on the stick, in both directions: bundles inward, outboxes outward."""
