"""Frozen value types that travel between the rooms; numpy only."""
