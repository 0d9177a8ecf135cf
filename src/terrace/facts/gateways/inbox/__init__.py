"""The inbox: folders into which other systems put files, one for each sender; SFTP writes into such folders too.

    <root>/<user name>/             files are taken from here when they are complete
                       taken/       what bulk works on
                       done/        what was stored
                       refused/     what was not, each with NAME.problems.csv and NAME.problems.txt beside it
                       sender.toml  instead of a registered sender (folders only): person, source

Complete is a file that nobody has changed for some seconds, and whose name does not say otherwise (`.part`, `.tmp`, a
dot in front). Every step can be repeated: a worker that dies in between leaves nothing half done.
"""
