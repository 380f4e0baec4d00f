"""What a folder of data must give, worked out a second time from the words of the data's formats alone.

Nothing here knows the platform: what is wrong in both would have to be misread twice. ``figures(folder)`` of a kind of organisation
answers in the shape of ``expected.json``; its ``write(folder, seed=...)`` makes a folder of another month or year, the same one for
the same seed. ``tests/acceptance/test_generated.py`` lets the platform work through such folders.
"""
