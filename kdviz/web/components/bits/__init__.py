"""The slider of bits: what rounding does to weights and answers, computed in the browser."""
