const convolve = 0
