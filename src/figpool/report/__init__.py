"""Drawings and reports; no Qt. Import the module you need: matplotlib loads with it."""
