"""Files in a folder. Where several hosts serve one site they share the folder, as a mount.

``folder``  keeps, reads and forgets them: fills `Files` of bot/ports/
``kinds``   what a file is, judged by its first bytes; pure
``scan``    a command of the site's that says whether a file is harmful

Nothing here decodes what is in a file, so no file can be made that unfolds in our hands.
"""
