"""Defences taken out one by one: a test that stays green then has proved nothing."""
