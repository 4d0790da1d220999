"""Collecting what students handed in, from an LMS or an exchange, and returning feedback."""
