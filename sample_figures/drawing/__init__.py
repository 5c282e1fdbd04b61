"""Drawing charts whose numbers are known: shared by the sample figures and by the test generator.

Needs only what figpool itself needs (matplotlib, numpy, OpenCV, Pillow). ``model`` says what is true,
``style`` how it looks, the other modules draw it and wear the picture down.
"""
