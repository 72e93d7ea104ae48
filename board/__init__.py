"""The board: where people watch orders move, and move them."""
