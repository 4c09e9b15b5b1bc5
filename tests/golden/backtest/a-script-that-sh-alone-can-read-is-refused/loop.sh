for i in 1 2; do regime; done
