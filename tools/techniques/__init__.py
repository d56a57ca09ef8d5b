"""The techniques of lessons 03 to 08, each held against a simpler one. `tools/evidence.py` asks them."""
