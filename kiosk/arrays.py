"""The one array that travels inside the mirror."""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(H, W, 3) RGB, not mirrored."""
