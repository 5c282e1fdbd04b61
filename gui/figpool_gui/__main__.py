"""``python -m figpool_gui [FILE...]``."""

import sys

from figpool_gui.app import main

if __name__ == "__main__":
    sys.exit(main())
