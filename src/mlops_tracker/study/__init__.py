"""The subject itself: what there is to learn, what was done, and sums over both.

Plain values and arithmetic. Nothing here knows files, terminals or the clock.
The values are named tuples: immutable like frozen dataclasses, but defined in
a fifth and built in a quarter of the time, and 10,000 items are built at every
command (measured: 0.2 against 1 ms a class, 4.6 against 17 ms for 10,000).
"""
