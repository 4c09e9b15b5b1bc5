indicators | place-order
