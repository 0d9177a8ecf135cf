"""The office's tables: reading the CSV files that PX-Web exports, defects and all.

Purpose: turn one file (a title, a head of years, a row per area) into cells with exact decimals, and name
every place that cannot be read. Nothing is guessed: a cell that could mean two things becomes a fault, the
rest is read.

    reading.read       the whole file as one `PxFile`
    reading.open_table the same file as a stream of cells and faults, for large files
    decoding           bytes → lines of text        layout     lines → separator, title, head
    heads              a column head → year, item   numbers    a cell → Decimal
    rows               lines → rows of figures      cells      what comes out
    columns            the heads together: repeated, out of order, marked with (*)
    problems           the kinds of fault

Listens to: nothing. Publishes: nothing. Free of Django and of the database.

Not here: which area, indicator or breakdown a text stands for, and what is stored (`terrace load pxweb`).
"""
