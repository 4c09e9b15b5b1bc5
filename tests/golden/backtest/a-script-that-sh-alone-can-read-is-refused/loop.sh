for bars in 5 10; do regime --fast "$bars"; done
