indicators |
  python3 mine.py |
  settle
