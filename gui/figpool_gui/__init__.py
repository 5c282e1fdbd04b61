"""The desktop application: views of a project and the hands that correct it.

Nothing is imported here: the reader's child process (``figpool_gui.reader``) must start without Qt.
"""
