"""Realistic mistakes in right code of many styles: what ``bench_repair.py`` measures the repair with."""
