"""The lost-invoice certificate (遗失证明): a letter about a special invoice on paper, to be stamped and mailed."""
